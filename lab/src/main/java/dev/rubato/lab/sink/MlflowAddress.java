package dev.rubato.lab.sink;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Where an MLflow server is, and who asks it.
 *
 * @param uri of the server, without a name and password
 * @param authorization the header that says who asks, or empty
 * @param experiment under whose name runs are kept there
 */
public record MlflowAddress(URI uri, String authorization, String experiment) {
  private static final String USUAL_EXPERIMENT = "rubato";

  /**
   * An address as MLflow's own clients take it: {@code MLFLOW_TRACKING_URI} where none is given,
   * {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code
   * MLFLOW_TRACKING_PASSWORD}, and {@code MLFLOW_EXPERIMENT_NAME}.
   *
   * @param given the address, or empty
   * @param experiment its name, or empty
   * @param environment of the process
   * @throws IllegalArgumentException if it is not the address of a server
   */
  public static MlflowAddress of(String given, String experiment, Map<String, String> environment) {
    String text =
        given.isBlank() ? environment.getOrDefault("MLFLOW_TRACKING_URI", "") : given.strip();
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "must be the address of a server, such as http://localhost:5000, where"
              + " MLFLOW_TRACKING_URI is not set");
    }
    URI uri = uri(text);
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    String inside = uri.getUserInfo();
    String basic = inside == null ? user + ":" + password : inside;
    String authorization = "";
    if (basic.length() > 1) {
      byte[] bytes = basic.getBytes(StandardCharsets.UTF_8);
      authorization = "Basic " + Base64.getEncoder().encodeToString(bytes);
    } else if (!token.isEmpty()) {
      authorization = "Bearer " + token;
    }
    String name =
        experiment.isBlank()
            ? environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", USUAL_EXPERIMENT)
            : experiment;
    return new MlflowAddress(bare(uri), authorization, name.isBlank() ? USUAL_EXPERIMENT : name);
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null && scheme.matches("(?i)https?")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told below, without what may be a password
    }
    throw new IllegalArgumentException(
        "must be the address of a server, such as http://localhost:5000, was \""
            + text.replaceAll("//[^/@]*@", "//…@")
            + "\" (for a folder or a database, start mlflow server on it)");
  }

  private static URI bare(URI uri) {
    try {
      return new URI(
          uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("can't be used: " + e.getReason(), e);
    }
  }

  /** Without the header, which is a secret. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
