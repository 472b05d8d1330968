package io.sparkdeepfm.param;

/**
 * Carries a uid past the constructors of Spark's classes: these make Params, which need the uid,
 * before a Java subclass has set a field of its own.
 */
public final class Uid {
  private static final ThreadLocal<String> PENDING = new ThreadLocal<>();

  private Uid() {}

  /** A uid that has been announced; asked for by constructors, so that none can forget to. */
  public record Announced(String uid) {}

  /** Remembers the uid of the instance that this thread is about to construct. */
  public static Announced announce(String uid) {
    PENDING.set(uid);
    return new Announced(uid);
  }

  /** The announced uid. */
  public static String take() {
    String uid = PENDING.get();
    if (uid == null) {
      throw new IllegalStateException("A uid is read before it was announced.");
    }
    return uid;
  }
}
