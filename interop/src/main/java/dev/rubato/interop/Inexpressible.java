package dev.rubato.interop;

/** What a strategy says and a target can't: the message is the reason, for whoever asked. */
public final class Inexpressible extends Exception {
  private static final long serialVersionUID = 1;

  /** Because of this. */
  public Inexpressible(String reason) {
    super(reason);
  }
}
