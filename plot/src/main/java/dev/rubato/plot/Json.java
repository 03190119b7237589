package dev.rubato.plot;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.rubato.argument.Numbers;
import java.io.IOException;

/**
 * JSON of maps, lists, strings and numbers. A number is the shortest decimal that reads back to the
 * same double, as everywhere in Rubato; non-finite numbers are null, as JSON has none.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new SimpleModule().addSerializer(Double.class, new Shortest()));

  private Json() {}

  /** The value on one line. */
  public static String line(Object value) {
    return text(value, false) + "\n";
  }

  /** The value with line ends and indents. */
  public static String pretty(Object value) {
    return text(value, true) + "\n";
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
      if (value.isNaN() || value.isInfinite()) {
        json.writeNull();
      } else {
        json.writeNumber(Numbers.print(value));
      }
    }
  }
}
