package dev.rubato.lab.store;

/** A store that can't be opened, read or written, and why. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong, as far as it decides what to do about it. */
  public enum Kind {
    /** There is no store. */
    MISSING,
    /** Another process is writing to it. */
    LOCKED,
    /** Its contents are not a store of this program, or can't be one. */
    UNUSABLE,
    /** It was made by a later version of this program. */
    NEWER,
    /** Its file is damaged. */
    DAMAGED,
    /** A trial of it is damaged; the others are not. */
    DAMAGED_TRIAL,
    /** It was deleted while it was open. */
    DELETED,
    /** The disk is full. */
    FULL,
    /** Something else, which the message says. */
    OTHER
  }

  private final Kind kind;

  StoreException(String message) {
    this(Kind.OTHER, message);
  }

  StoreException(String message, Throwable cause) {
    this(Kind.OTHER, message, cause);
  }

  StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is wrong, as far as it decides what to do about it. */
  public Kind kind() {
    return kind;
  }
}
