package io.sparkdeepfm.engine;

/** Workers were lost, and with them what the training has learned since its last checkpoint. */
public final class LostWorkersException extends RuntimeException {
  public LostWorkersException(String message, Throwable cause) {
    super(message, cause);
  }
}
