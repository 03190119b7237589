package dev.rubato.lab.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that speaks the part of MLflow's REST API 2.0 that is used here, as its {@code
 * service.proto} and its validation say: strict in fields, types, names and limits.
 */
final class MlflowServer implements AutoCloseable {
  /** A run as the server keeps it. */
  static final class Run {
    final Map<String, String> tags = new LinkedHashMap<>();
    final Map<String, String> params = new LinkedHashMap<>();
    final Map<String, Map<Long, List<Double>>> metrics = new LinkedHashMap<>();
    private final Set<String> points = new LinkedHashSet<>();
    String name = "";
    String status = "RUNNING";
    long start;

    /** The values of a metric, of which there must be one a step. */
    Map<Long, Double> once(String key) {
      Map<Long, Double> once = new LinkedHashMap<>();
      metrics
          .getOrDefault(key, Map.of())
          .forEach(
              (step, values) -> {
                if (values.size() != 1) {
                  throw new AssertionError(key + " of step " + step + ": " + values);
                }
                once.put(step, values.get(0));
              });
      return once;
    }
  }

  /** What a request is answered instead; null for the right answer. */
  record Fault(int status, String body, long milliseconds) {}

  private static final Pattern KEY = Pattern.compile("[/\\w.\\- ]{1,250}");
  private static final Pattern FILTER = Pattern.compile("tags\\.\"([\\w.]+)\" = '([^']*)'");
  private static final Set<String> STATUS =
      Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");
  private static final int MOST = 1000;
  private static final int FEW = 100;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  final Map<String, String> experiments = new LinkedHashMap<>();
  final Map<String, Run> runs = new LinkedHashMap<>();
  final List<String> requests = new ArrayList<>();
  final List<String> errors = new ArrayList<>();
  final Set<String> authorizations = new LinkedHashSet<>();
  volatile IntFunction<Fault> faults = count -> null;

  private static final class Bad extends RuntimeException {
    private static final long serialVersionUID = 1;

    Bad(String message) {
      super(message);
    }
  }

  MlflowServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The run of a name that begins so. */
  Run run(String beginning) {
    return runs.values().stream()
        .filter(run -> run.name.startsWith(beginning))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    Fault fault;
    synchronized (this) {
      requests.add(path);
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      fault = faults.apply(requests.size());
    }
    if (fault != null) {
      try {
        Thread.sleep(fault.milliseconds());
      } catch (InterruptedException e) {
        return;
      }
    }
    int status = 200;
    String answer;
    if (fault != null && fault.status() != 0) {
      status = fault.status();
      answer = fault.body();
    } else {
      try {
        answer = answer(exchange, path, body).toString();
      } catch (Bad e) {
        boolean missing = e.getMessage().startsWith("RESOURCE_DOES_NOT_EXIST");
        status = missing ? 404 : 400;
        answer = error(e.getMessage());
        synchronized (this) {
          errors.addAll(missing ? List.of() : List.of(path + ": " + e.getMessage()));
        }
      }
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  static String error(String text) {
    String[] parts = text.split(": ", 2);
    return "{\"error_code\": \"%s\", \"message\": \"%s\"}".formatted(parts[0], parts[1]);
  }

  private synchronized JsonNode answer(HttpExchange exchange, String path, byte[] body)
      throws IOException {
    String call = path.replace("/api/2.0/mlflow/", "");
    if (call.equals("experiments/get-by-name")) {
      String query =
          URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
      String name = query.replace("experiment_name=", "");
      check(experiments.containsKey(name), "RESOURCE_DOES_NOT_EXIST: no experiment " + name);
      ObjectNode of = json.createObjectNode();
      of.putObject("experiment")
          .put("experiment_id", experiments.get(name))
          .put("name", name)
          .put("lifecycle_stage", "active");
      return of;
    }
    check(exchange.getRequestMethod().equals("POST"), "must be POST");
    check(body.length <= 1 << 20, "more than 1 MB");
    JsonNode request = json.readTree(body);
    return switch (call) {
      case "experiments/create" -> createExperiment(request);
      case "runs/create" -> createRun(request);
      case "runs/search" -> search(request);
      case "runs/log-batch" -> log(request);
      case "runs/update" -> update(request);
      default -> throw new Bad("ENDPOINT_NOT_FOUND: " + path);
    };
  }

  private JsonNode createExperiment(JsonNode request) {
    fields(request, Set.of("name", "artifact_location", "tags"));
    String name = request.path("name").asText();
    check(!name.isEmpty() && !experiments.containsKey(name), "RESOURCE_ALREADY_EXISTS");
    experiments.put(name, "" + (experiments.size() + 1));
    return json.createObjectNode().put("experiment_id", experiments.get(name));
  }

  private JsonNode createRun(JsonNode request) {
    fields(request, Set.of("experiment_id", "user_id", "run_name", "start_time", "tags"));
    check(experiments.containsValue(request.path("experiment_id").asText()), "no such experiment");
    check(request.path("start_time").isIntegralNumber(), "start_time must be a whole number");
    Run run = new Run();
    run.name = request.path("run_name").asText();
    run.start = request.path("start_time").asLong();
    for (JsonNode tag : request.path("tags")) {
      run.tags.put(pair(tag), tag.path("value").asText());
    }
    String parent = run.tags.get("mlflow.parentRunId");
    check(parent == null || runs.containsKey(parent), "no such parent");
    String id = "run" + (runs.size() + 1);
    runs.put(id, run);
    ObjectNode answer = json.createObjectNode();
    answer.putObject("run").set("info", info(id, run));
    return answer;
  }

  private ObjectNode info(String id, Run run) {
    return json.createObjectNode().put("run_id", id).put("status", run.status);
  }

  private JsonNode search(JsonNode request) {
    fields(
        request,
        Set.of(
            "experiment_ids", "filter", "run_view_type", "max_results", "order_by", "page_token"));
    check(request.path("experiment_ids").isArray(), "experiment_ids must be a list");
    Matcher filter = FILTER.matcher(request.path("filter").asText());
    check(filter.matches(), "bad filter " + request.path("filter"));
    check(
        request.path("order_by").toString().equals("[\"attributes.start_time DESC\"]"),
        "bad order");
    ObjectNode answer = json.createObjectNode();
    List<String> found = new ArrayList<>();
    runs.forEach(
        (id, run) -> {
          if (filter.group(2).equals(run.tags.get(filter.group(1)))) {
            found.add(0, id);
          }
        });
    if (!found.isEmpty()) { // an empty answer has no field, as MLflow writes it
      ArrayNode list = answer.putArray("runs");
      for (String id :
          found.subList(0, Math.min(found.size(), request.path("max_results").asInt()))) {
        ObjectNode run = list.addObject();
        run.set("info", info(id, runs.get(id)));
        ArrayNode tags = run.putObject("data").putArray("tags");
        runs.get(id)
            .tags
            .forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
      }
    }
    return answer;
  }

  private JsonNode log(JsonNode request) {
    fields(request, Set.of("run_id", "metrics", "params", "tags"));
    Run run = known(request);
    int metrics = request.path("metrics").size();
    int params = request.path("params").size();
    int tags = request.path("tags").size();
    check(metrics <= MOST && params <= FEW && tags <= FEW, "too many of a kind");
    check(metrics + params + tags <= MOST, "too many");
    for (JsonNode metric : request.path("metrics")) {
      fields(metric, Set.of("key", "value", "timestamp", "step"));
      check(KEY.matcher(metric.path("key").asText()).matches(), "bad key " + metric.path("key"));
      JsonNode value = metric.path("value");
      check(value.isNumber() || value.asText().matches("NaN|-?Infinity"), "bad value " + value);
      check(metric.path("timestamp").isIntegralNumber(), "timestamp must be a whole number");
      check(metric.path("step").isIntegralNumber(), "step must be a whole number");
      if (run.points.add(metric.toString())) { // the same point again is one row
        run.metrics
            .computeIfAbsent(metric.path("key").asText(), none -> new LinkedHashMap<>())
            .computeIfAbsent(metric.path("step").asLong(), none -> new ArrayList<>())
            .add(value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText()));
      }
    }
    for (JsonNode param : request.path("params")) {
      String text = param.path("value").asText();
      String before = run.params.put(pair(param), text);
      check(before == null || before.equals(text), "changing a param is not allowed");
      check(text.length() <= 500, "param too long");
    }
    for (JsonNode tag : request.path("tags")) {
      check(tag.path("value").asText().length() <= 5000, "tag too long");
      run.tags.put(pair(tag), tag.path("value").asText());
    }
    return json.createObjectNode();
  }

  private JsonNode update(JsonNode request) {
    fields(request, Set.of("run_id", "status", "end_time", "run_name"));
    Run run = known(request);
    check(STATUS.contains(request.path("status").asText()), "bad status");
    run.status = request.path("status").asText();
    ObjectNode answer = json.createObjectNode();
    answer.set("run_info", info(request.path("run_id").asText(), run));
    return answer;
  }

  private Run known(JsonNode request) {
    Run run = runs.get(request.path("run_id").asText());
    check(run != null, "RESOURCE_DOES_NOT_EXIST: no run " + request.path("run_id"));
    return run;
  }

  private static String pair(JsonNode pair) {
    fields(pair, Set.of("key", "value"));
    check(pair.path("value").isTextual(), "a value must be a text");
    check(KEY.matcher(pair.path("key").asText()).matches(), "bad key " + pair.path("key"));
    return pair.path("key").asText();
  }

  private static void fields(JsonNode message, Set<String> allowed) {
    message
        .fieldNames()
        .forEachRemaining(name -> check(allowed.contains(name), "unknown field " + name));
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new Bad(message.contains(": ") ? message : "INVALID_PARAMETER_VALUE: " + message);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
