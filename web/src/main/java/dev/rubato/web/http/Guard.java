package dev.rubato.web.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is answered: pages of this server alone. A page of another site that asks here is refused by
 * its {@code Origin}, one whose name was made to mean this machine by its {@code Host}.
 */
public final class Guard {
  /** Scripts and styles come from this server's files alone, and nothing else is loaded. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String COOKIE = "rubato-token";

  private final String host;
  private final boolean local;
  private final String token;
  private volatile Set<String> hosts = Set.of();
  private volatile int port;

  /**
   * A guard of a server that is yet to start.
   *
   * @param local whether only this machine can reach it
   * @param token what others must know, or empty
   */
  public Guard(String host, boolean local, String token) {
    this.host = host;
    this.local = local;
    this.token = token;
  }

  /** The server has started at this port. */
  public void serves(int at) {
    port = at;
    Set<String> mine = Set.of("127.0.0.1:" + at, "localhost:" + at, "[::1]:" + at);
    hosts = mine.contains(own()) ? mine : Set.of(own());
  }

  /** As it was told to be called, with its port. */
  private String own() {
    return lower(host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * Looks at a request before anything else does.
   *
   * @throws BadRequest if it must not be answered
   */
  public void check(Context context) {
    headers(context);
    String asked = lower(context.header("Host"));
    boolean everywhere = !local && (host.equals("0.0.0.0") || host.equals("::"));
    if (!everywhere && !hosts.contains(asked)) {
      throw new BadRequest(403, "this server is not called that: ask " + own());
    }
    String origin = lower(context.header("Origin"));
    if (!origin.isEmpty() && !origin.equals("http://" + asked)) {
      throw new BadRequest(403, "pages of other sites are not answered");
    }
    String site = lower(context.header("Sec-Fetch-Site"));
    if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none")) {
      boolean link = lower(context.header("Sec-Fetch-Mode")).equals("navigate");
      if (!link || !context.path().equals("/")) {
        throw new BadRequest(403, "pages of other sites are not answered");
      }
    }
    if (!token.isEmpty()) {
      checkToken(context);
    }
  }

  private void checkToken(Context context) {
    String given = context.queryParam("token");
    if (context.path().equals("/") && is(given)) {
      Cookie cookie = new Cookie(cookie(), token);
      cookie.setHttpOnly(true);
      cookie.setSameSite(SameSite.STRICT);
      context.cookie(cookie);
      return;
    }
    if (!is(context.cookie(cookie())) && !is(bearer(context.header("Authorization")))) {
      throw new BadRequest(401, "open the address that rubato serve printed: it has the token");
    }
  }

  /** Cookies do not tell ports apart. */
  private String cookie() {
    return COOKIE + "-" + port;
  }

  private static @Nullable String bearer(@Nullable String header) {
    return header != null && header.startsWith("Bearer ") ? header.substring(7) : null;
  }

  /** Takes as long for a token that is nearly right. */
  private boolean is(@Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private static String lower(@Nullable String header) {
    return header == null ? "" : header.toLowerCase(Locale.ROOT);
  }

  private static void headers(Context context) {
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Cache-Control", "no-store");
  }
}
