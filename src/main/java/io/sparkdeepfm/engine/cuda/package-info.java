/**
 * The engine "cuda": replicas on NVIDIA GPUs, in the rounds of {@link io.sparkdeepfm.engine.cpu}.
 * Parameters, optimizer state and a window of examples lie in the GPU's memory; its kernels are in
 * src/main/cuda.
 */
package io.sparkdeepfm.engine.cuda;
