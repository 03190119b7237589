package dev.rubato.plot;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.rubato.argument.Numbers;
import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;

/**
 * JSON of maps, iterables, records, strings, numbers and arrays of doubles. A number is the
 * shortest decimal that reads back to the same double, as everywhere in Rubato; non-finite numbers
 * are null, as JSON has none.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Shortest())
                  .addSerializer(Double.TYPE, new Shortest())
                  .addSerializer(double[].class, new ShortestOfMany()))
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private Json() {}

  /** The value on one line. */
  public static String line(Object value) {
    return text(value, false) + "\n";
  }

  /** The value with line ends and indents. */
  public static String pretty(Object value) {
    return text(value, true) + "\n";
  }

  /**
   * The same, written piece by piece: what an iterable in the value gives is asked for one after
   * the other, and forgotten when it is written.
   */
  public static void pretty(Object value, Appendable to) throws IOException {
    Writer writer = new Appending(to);
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(writer, value);
    writer.append('\n');
    writer.flush();
  }

  /** Passes characters on to an appendable, many at once. */
  private static final class Appending extends Writer {
    private final Appendable to;

    Appending(Appendable to) {
      this.to = to;
    }

    @Override
    public void write(char[] characters, int from, int count) throws IOException {
      to.append(CharBuffer.wrap(characters, from, count));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static String text(Object value, boolean pretty) {
    try {
      return pretty
          ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value)
          : MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this can't be written as JSON: " + value.getClass(), e);
    }
  }

  private static final class Shortest extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    Shortest() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      write(value, json);
    }
  }

  private static final class ShortestOfMany extends StdSerializer<double[]> {
    private static final long serialVersionUID = 1;

    ShortestOfMany() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      for (double value : values) {
        write(value, json);
      }
      json.writeEndArray();
    }
  }

  private static void write(double value, JsonGenerator json) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(Numbers.print(value));
    } else {
      json.writeNull();
    }
  }
}
