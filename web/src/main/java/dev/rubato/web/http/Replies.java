package dev.rubato.web.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.plot.Json;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Reads a request's JSON and writes an answer's. */
public final class Replies {
  /** No request is larger. */
  public static final long MOST_BYTES = 128 * 1024;

  private static final int DEEPEST = 16;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength((int) MOST_BYTES)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /** Bodies of requests that are read at the same time. */
  public static final int MOST_BODIES = 60;

  private static final Semaphore BODIES = new Semaphore(MOST_BODIES);

  private Replies() {}

  /**
   * The request's body.
   *
   * @throws BadRequest if it is not JSON of this form, or not declared as JSON: what another page
   *     can send without being asked never is
   */
  public static <T> T read(Context context, Class<T> type) {
    String content = context.contentType();
    if (content == null || !content.startsWith("application/json")) {
      throw new BadRequest(415, "a request must be application/json");
    }
    try {
      T value = MAPPER.readValue(body(context), type);
      if (value == null) {
        throw new BadRequest(400, "a request must not be null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new BadRequest(400, "this request is not JSON of the form that is expected here");
    } catch (java.io.IOException e) {
      throw new BadRequest(400, "this request can't be read");
    }
  }

  /** One that comes slowly holds a thread, so only so many may come at a time. */
  private static byte[] body(Context context) {
    if (!BODIES.tryAcquire()) {
      throw new BadRequest(503, "too many requests are on their way: try again");
    }
    try {
      return context.bodyAsBytes();
    } finally {
      BODIES.release();
    }
  }

  /**
   * A value that this server wrote as JSON before.
   *
   * @throws java.io.IOException if the text is not JSON of this form
   */
  public static <T> T parse(byte[] json, Class<T> type) throws java.io.IOException {
    return MAPPER.readValue(json, type);
  }

  /** Answers with JSON. */
  public static void send(Context context, Object value) {
    context.contentType("application/json; charset=utf-8").result(Json.line(value));
  }

  /** Answers that the request can't be answered, and why. */
  public static void refuse(Context context, BadRequest reason) {
    Map<String, Object> answer = new LinkedHashMap<>(reason.more());
    answer.put("error", String.valueOf(reason.getMessage()));
    context.status(reason.status());
    send(context, answer);
  }

  /** Answers that the request can't be answered, and why. */
  public static void refuse(Context context, int status, String message) {
    refuse(context, new BadRequest(status, message));
  }

  /** A number in the path. */
  public static long number(Context context, String name) {
    try {
      return Long.parseLong(context.pathParam(name));
    } catch (NumberFormatException e) {
      throw new BadRequest(404, "there is nothing here");
    }
  }
}
