package io.sparkdeepfm.engine.dl4j;

/** The processors that ND4J computes on in this JVM. */
interface Devices {
  /** Whether they are GPUs; else there is one, the CPU. */
  boolean areGpus();

  /** Number of GPUs that this process sees. */
  int count();

  /** Compute capability of a GPU, before the point. */
  int major(int device);

  /** Compute capability of a GPU, behind the point. */
  int minor(int device);

  /** Has the current thread compute on a GPU from now on. */
  void use(int device);
}
