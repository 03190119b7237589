package dev.rubato.lab.sink;

import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.util.Locale;
import java.util.Map;

/**
 * The messages of TensorBoard's event files: TensorFlow's {@code event.proto} and {@code
 * summary.proto}, and {@code plugin_data.proto} of TensorBoard's table of hyperparameters. The
 * constants are the fields' numbers there.
 */
final class EventMessages {
  /** The end of a run, by which an event file is known to be whole. */
  static final String END = "_hparams_/session_end_info";

  static final int EVENT_STEP = 2;
  static final int EVENT_SUMMARY = 5;
  static final int SUMMARY_VALUE = 1;
  static final int VALUE_TAG = 1;

  private static final int EVENT_TIME = 1;
  private static final int EVENT_VERSION = 3;
  private static final int EVENT_SESSION = 7;
  private static final int SESSION_STATUS = 1;
  private static final int SESSION_START = 1;
  private static final int VALUE_SIMPLE = 2;
  private static final int VALUE_TENSOR = 8;
  private static final int VALUE_METADATA = 9;
  private static final int METADATA_PLUGIN = 1;
  private static final int PLUGIN_NAME = 1;
  private static final int PLUGIN_CONTENT = 2;
  private static final int TENSOR_TYPE = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int TENSOR_TEXT = 8;
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_STRING = 7;
  private static final int SHAPE_DIMENSION = 2;
  private static final int DIMENSION_SIZE = 1;
  private static final int HPARAMS_START = 3;
  private static final int HPARAMS_END = 4;
  private static final int START_PARAMETERS = 1;
  private static final int START_GROUP = 4;
  private static final int START_TIME = 5;
  private static final int END_STATUS = 1;
  private static final int END_TIME = 2;
  private static final int SUCCESS = 1;
  private static final int FAILURE = 2;
  private static final int STRUCT_NUMBER = 2;
  private static final int STRUCT_TEXT = 3;
  private static final double MILLISECONDS = 1000;

  private EventMessages() {}

  private static ProtoBytes event(long time, long step) {
    ProtoBytes event = new ProtoBytes().number(EVENT_TIME, time / MILLISECONDS);
    return step == 0 ? event : event.whole(EVENT_STEP, step);
  }

  /** What every file begins with. */
  static byte[] version(long time) {
    return event(time, 0).text(EVENT_VERSION, "brain.Event:2").toBytes();
  }

  /** Tells a reader to forget what it knows of this step and later ones. */
  static byte[] restart(long time, long step) {
    ProtoBytes session = new ProtoBytes().whole(SESSION_STATUS, SESSION_START);
    return event(time, step).message(EVENT_SESSION, session).toBytes();
  }

  /** The values of a row, as scalars. */
  static byte[] scalars(CurveRow row) {
    ProtoBytes summary = new ProtoBytes();
    for (Map.Entry<String, Double> each : row.values().entrySet()) {
      summary.message(
          SUMMARY_VALUE,
          new ProtoBytes()
              .text(VALUE_TAG, each.getKey())
              .single(VALUE_SIMPLE, each.getValue().floatValue()));
    }
    return event(row.time(), row.step()).message(EVENT_SUMMARY, summary).toBytes();
  }

  /** The strategy as a text, and its numbers for the table of hyperparameters. */
  static byte[] start(SinkRun run, long time) {
    ProtoBytes start = new ProtoBytes();
    StringBuilder text = new StringBuilder("| | |\n|---|---|\n| task | " + run.task() + " |\n");
    for (Map.Entry<String, Object> each : run.settings().entrySet()) {
      boolean number = each.getValue() instanceof Double;
      ProtoBytes value =
          number
              ? new ProtoBytes().number(STRUCT_NUMBER, (Double) each.getValue())
              : new ProtoBytes().text(STRUCT_TEXT, each.getValue().toString());
      start.message(START_PARAMETERS, new ProtoBytes().text(1, each.getKey()).message(2, value));
      text.append("| ")
          .append(each.getKey())
          .append(" | `")
          .append(each.getValue())
          .append("` |\n");
    }
    text.append("| seed | ").append(run.trial().seed()).append(" |\n");
    start.text(START_GROUP, run.group()).number(START_TIME, time / MILLISECONDS);
    return summary(
        time,
        0,
        text("strategy/text_summary", text.toString()),
        hyperparameters(
            "_hparams_/session_start_info", new ProtoBytes().message(HPARAMS_START, start)));
  }

  /** How a run ended. */
  static byte[] end(TrialResult result, long time) {
    boolean well = result.status() == Status.DONE || result.status() == Status.PRUNED;
    ProtoBytes end =
        new ProtoBytes()
            .whole(END_STATUS, well ? SUCCESS : FAILURE)
            .number(END_TIME, time / MILLISECONDS);
    String status = result.status().name().toLowerCase(Locale.ROOT);
    String reason = result.reason().isEmpty() ? "" : ": " + result.reason();
    return summary(
        time,
        result.made(),
        text("end/text_summary", status + reason),
        hyperparameters(END, new ProtoBytes().message(HPARAMS_END, end)));
  }

  private static byte[] summary(long time, long step, ProtoBytes first, ProtoBytes second) {
    ProtoBytes summary =
        new ProtoBytes().message(SUMMARY_VALUE, first).message(SUMMARY_VALUE, second);
    return event(time, step).message(EVENT_SUMMARY, summary).toBytes();
  }

  private static ProtoBytes text(String tag, String text) {
    return new ProtoBytes()
        .text(VALUE_TAG, tag)
        .message(VALUE_TENSOR, tensor(TYPE_STRING, 1).text(TENSOR_TEXT, text))
        .message(VALUE_METADATA, plugin("text", new byte[0]));
  }

  private static ProtoBytes hyperparameters(String tag, ProtoBytes content) {
    return new ProtoBytes()
        .text(VALUE_TAG, tag)
        .message(VALUE_TENSOR, tensor(TYPE_FLOAT, 0))
        .message(VALUE_METADATA, plugin("hparams", content.toBytes()));
  }

  private static ProtoBytes tensor(int type, int size) {
    ProtoBytes dimension = new ProtoBytes();
    if (size > 0) {
      dimension.whole(DIMENSION_SIZE, size);
    }
    return new ProtoBytes()
        .whole(TENSOR_TYPE, type)
        .message(TENSOR_SHAPE, new ProtoBytes().message(SHAPE_DIMENSION, dimension));
  }

  private static ProtoBytes plugin(String name, byte[] content) {
    return new ProtoBytes()
        .message(
            METADATA_PLUGIN,
            new ProtoBytes().text(PLUGIN_NAME, name).bytes(PLUGIN_CONTENT, content));
  }
}
