package dev.rubato.web.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to requests that reach no route, such as those that are no HTTP: one line of
 * JSON, and nothing of what the server is made of.
 */
public final class PlainErrors extends ErrorHandler {
  private static final String TEXT = "{\"error\": \"this request can't be answered\"}\n";
  private static final String JSON = "application/json; charset=utf-8";

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Content.Sink.write(response, true, TEXT, callback);
  }
}
