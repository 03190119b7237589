package dev.rubato.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers as people type them: {@code 10000}, {@code 1e4}, {@code 20k}, {@code 1.5M}. */
final class WholeNumber {
  private static final Pattern FORM =
      Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?)([kKmM]?)");
  private static final int LONGEST = 40;
  private static final Map<String, BigDecimal> FACTORS =
      Map.of("", BigDecimal.ONE, "k", BigDecimal.valueOf(1000), "m", BigDecimal.valueOf(1_000_000));

  private WholeNumber() {}

  /** Lets all options of a command and its subcommands that are whole numbers be typed so. */
  static void register(CommandLine command) {
    command.registerConverter(Long.class, text -> parse(text, Long.MAX_VALUE));
    command.registerConverter(Long.TYPE, text -> parse(text, Long.MAX_VALUE));
    command.registerConverter(Integer.class, text -> (int) parse(text, Integer.MAX_VALUE));
    command.registerConverter(Integer.TYPE, text -> (int) parse(text, Integer.MAX_VALUE));
  }

  private static long parse(String text, long most) {
    Matcher parts = FORM.matcher(text.strip());
    if (text.length() > LONGEST || !parts.matches()) {
      throw new TypeConversionException(
          "expected a whole number, such as 10000, 1e4 or 20k, but was '" + text + "'");
    }
    BigDecimal factor = FACTORS.get(parts.group(2).toLowerCase(Locale.ROOT));
    BigDecimal number = new BigDecimal(parts.group(1)).multiply(factor);
    if (number.stripTrailingZeros().scale() > 0) {
      throw new TypeConversionException("expected a whole number, but was '" + text + "'");
    }
    if (number.abs().compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new TypeConversionException(
          "expected a whole number of at most " + most + ", but was '" + text + "'");
    }
    return number.longValueExact();
  }
}
