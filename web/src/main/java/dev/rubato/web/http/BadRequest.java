package dev.rubato.web.http;

import java.util.Map;

/** A request that can't be answered, with the reason as the page shows it. */
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, Object> more;

  /** One with this status of HTTP. */
  public BadRequest(int status, String message) {
    this(status, message, Map.of());
  }

  /**
   * One that says more, such as the place of an error in a text.
   *
   * @param more members of the answer besides the message
   */
  public BadRequest(int status, String message, Map<String, Object> more) {
    super(message);
    this.status = status;
    this.more = Map.copyOf(more);
  }

  int status() {
    return status;
  }

  Map<String, Object> more() {
    return more;
  }
}
