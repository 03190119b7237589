package dev.rubato.lab.sink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.argument.Numbers;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs on an MLflow server: a run for each trial, below one for the study where it has several.
 * With each batch goes how far it comes, so that a study that goes on sends what is missing.
 */
final class Mlflow implements CurveSink {
  private static final String TRIAL = "rubato.trial";
  private static final String STUDY = "rubato.study";
  private static final String STEPS = "rubato.steps";
  private static final String EVALUATED = "rubato.evaluated";
  private static final String ENDED = "rubato.ended";
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_PARAMETER = 500; // what every store of MLflow takes
  private static final int LONGEST_TAG = 5000;

  private final MlflowClient client;
  private final MlflowAddress address;
  private final StudyWords study;
  private String experiment = "";
  private String parent = "";
  private final Map<String, String> ids = new HashMap<>(); // by the hashes of runs
  private final Map<String, Known> known = new HashMap<>();

  /**
   * What a study is called there.
   *
   * @param name of its run; empty where its trials need none above them
   * @param identity differs between studies
   */
  record StudyWords(String name, String identity) {}

  Mlflow(MlflowAddress address, StudyWords study) {
    this.client = new MlflowClient(address);
    this.address = address;
    this.study = study;
  }

  @Override
  public String place() {
    return "MLflow at " + address.uri();
  }

  @Override
  public Duration tries() {
    return Duration.ofMinutes(1); // as long as it is waited for
  }

  @Override
  public Known begin(SinkRun run, long made, boolean ended)
      throws IOException, InterruptedException {
    JsonNode there = find(TRIAL, run.hash());
    if (there.isObject()) {
      String id = there.path("info").path("run_id").asText();
      Known so = known(there);
      boolean anew = made == 0 && !ended && (so.steps() > 0 || so.ended());
      if (!anew) {
        ids.put(run.hash(), id);
        boolean on = so.ended() && !ended;
        known.put(run.hash(), on ? new Known(so.steps(), so.evaluated(), false) : so);
        if (on || so.steps() == 0) {
          update(id, "RUNNING", false);
          describe(run, id);
        }
        return known(run);
      }
      update(id, "KILLED", true); // what was made of it is lost, and it began again
    }
    String id = create(run.name(), TRIAL, run.hash(), parent());
    ids.put(run.hash(), id);
    known.put(run.hash(), Known.NOTHING);
    describe(run, id);
    return Known.NOTHING;
  }

  private Known known(SinkRun run) {
    return known.getOrDefault(run.hash(), Known.NOTHING);
  }

  private static Known known(JsonNode run) {
    Map<String, String> tags = new HashMap<>();
    for (JsonNode tag : run.path("data").path("tags")) {
      tags.put(tag.path("key").asText(), tag.path("value").asText());
    }
    return new Known(
        whole(tags.getOrDefault(STEPS, "")),
        whole(tags.getOrDefault(EVALUATED, "")),
        tags.getOrDefault(ENDED, "").equals("true"));
  }

  private static long whole(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private String experiment() throws IOException, InterruptedException {
    if (experiment.isEmpty()) {
      String name = address.experiment();
      JsonNode there = client.get("experiments/get-by-name", "experiment_name", name);
      JsonNode of = there.path("experiment");
      if (of.path("lifecycle_stage").asText().equals("deleted")) {
        throw new Refused(
            "the experiment " + name + " is deleted there: restore it, or name another");
      }
      experiment =
          of.has("experiment_id")
              ? of.path("experiment_id").asText()
              : client
                  .post("experiments/create", Map.of("name", name))
                  .path("experiment_id")
                  .asText();
    }
    return experiment;
  }

  private String parent() throws IOException, InterruptedException {
    if (parent.isEmpty() && !study.name().isEmpty()) {
      JsonNode there = find(STUDY, study.identity());
      if (there.isObject()) {
        parent = there.path("info").path("run_id").asText();
        update(parent, "RUNNING", false);
      } else {
        parent = create(study.name(), STUDY, study.identity(), "");
      }
    }
    return parent;
  }

  /** The last run with this tag, or nothing. */
  private JsonNode find(String tag, String value) throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("experiment_ids", List.of(experiment()));
    body.put("filter", "tags.\"" + tag + "\" = '" + value + "'");
    body.put("max_results", 1);
    body.put("order_by", List.of("attributes.start_time DESC"));
    return client.post("runs/search", body).path("runs").path(0);
  }

  private String create(String name, String tag, String value, String above)
      throws IOException, InterruptedException {
    List<Map<String, Object>> tags = new ArrayList<>();
    tags.add(tag(tag, value));
    if (!above.isEmpty()) {
      tags.add(tag("mlflow.parentRunId", above));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("experiment_id", experiment());
    body.put("run_name", name);
    body.put("start_time", System.currentTimeMillis());
    body.put("tags", tags);
    String id = client.post("runs/create", body).path("run").path("info").path("run_id").asText();
    if (id.isEmpty()) {
      throw new IOException("it made a run, but did not say which");
    }
    return id;
  }

  /** Sends what a run is; the same again does no harm. */
  private void describe(SinkRun run, String id) throws IOException, InterruptedException {
    List<Map<String, Object>> parameters = new ArrayList<>();
    run.settings()
        .forEach(
            (name, value) ->
                parameters.add(
                    tag(
                        key(name),
                        cut(
                            value instanceof Double number
                                ? Numbers.print(number)
                                : value.toString(),
                            LONGEST_PARAMETER))));
    parameters.add(tag("seed", Long.toString(run.trial().seed())));
    parameters.add(tag("task", cut(run.task(), LONGEST_PARAMETER)));
    String text = cut(run.trial().strategy().toString(), LONGEST_TAG);
    batch(id, List.of(), parameters, List.of(tag("rubato.strategy", text)));
  }

  @Override
  public void write(SinkRun run, List<CurveRow> rows) throws IOException, InterruptedException {
    List<Map<String, Object>> metrics = new ArrayList<>();
    Known far = known(run);
    for (CurveRow row : rows) {
      row.values().forEach((name, value) -> metrics.add(metric(name, value, row)));
      far =
          row.kind() == CurveRow.Kind.EVALUATION
              ? new Known(far.steps(), row.step(), false)
              : new Known(row.step(), far.evaluated(), false);
    }
    List<Map<String, Object>> tags =
        List.of(tag(STEPS, "" + far.steps()), tag(EVALUATED, "" + far.evaluated()));
    batch(id(run), metrics, List.of(), tags);
    known.put(run.hash(), far);
  }

  @Override
  public void end(SinkRun run, TrialResult result) throws IOException, InterruptedException {
    List<Map<String, Object>> tags = new ArrayList<>();
    if (!result.reason().isEmpty()) {
      tags.add(tag("rubato.reason", cut(result.reason(), LONGEST_TAG)));
    }
    tags.add(tag("rubato.status", result.status().name().toLowerCase(Locale.ROOT)));
    tags.add(tag(ENDED, "true"));
    batch(id(run), List.of(), List.of(), tags);
    Status status = result.status();
    boolean well = status == Status.DONE || status == Status.PRUNED;
    update(id(run), well ? "FINISHED" : status == Status.CANCELLED ? "KILLED" : "FAILED", true);
    ids.remove(run.hash());
    known.remove(run.hash());
  }

  private String id(SinkRun run) {
    String id = ids.get(run.hash());
    if (id == null) {
      throw new IllegalStateException("the run " + run.name() + " has not begun");
    }
    return id;
  }

  @Override
  public void finish() throws IOException, InterruptedException {
    if (!parent.isEmpty()) {
      update(parent, "FINISHED", true);
    }
  }

  private void batch(
      String id,
      List<Map<String, Object>> metrics,
      List<Map<String, Object>> parameters,
      List<Map<String, Object>> tags)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("run_id", id);
    body.put("metrics", metrics);
    body.put("params", parameters);
    body.put("tags", tags);
    client.post("runs/log-batch", body);
  }

  private void update(String id, String status, boolean over)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("run_id", id);
    body.put("status", status);
    if (over) {
      body.put("end_time", System.currentTimeMillis());
    }
    client.post("runs/update", body);
  }

  private static Map<String, Object> metric(String name, double value, CurveRow row) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("key", key(name));
    metric.put("value", Double.isFinite(value) ? value : Double.toString(value));
    metric.put("timestamp", row.time());
    metric.put("step", row.step());
    return metric;
  }

  private static Map<String, Object> tag(String key, String value) {
    return Map.of("key", key, "value", value);
  }

  /** A name with the characters that MLflow allows. */
  private static String key(String name) {
    return cut(name.replaceAll("[^A-Za-z0-9_./ -]", "_"), LONGEST_KEY);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }
}
