package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void onlyCellsThatNeedItAreQuoted() {
    assertThat(Csv.line(List.of("step", "sgd: step(0.1, every=30)", "say \"hi\"", "a\nb", " x")))
        .isEqualTo("step,\"sgd: step(0.1, every=30)\",\"say \"\"hi\"\"\",\"a\nb\",\" x\"\n");
    assertThat(Csv.line(List.of("", "", "-1"))).isEqualTo(",,-1\n");
  }

  @Test
  void anEmptyCellAloneIsNoBlankLine() {
    assertThat(Csv.line(List.of(""))).isEqualTo("\"\"\n");
  }

  @Test
  void aTableKeepsItsCellsAsTheyAre() {
    Table table =
        new Table(
            List.of(Column.text("name"), Column.number("loss")),
            List.of(List.of("a, b", "0.1"), List.of("c", "3.0E-4")));
    assertThat(Csv.text(table)).isEqualTo("name,loss\n\"a, b\",0.1\nc,3.0E-4\n");
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    List<List<String>> rows = Examples.HOSTILE.stream().map(name -> List.of(name, "1")).toList();
    String csv = Csv.text(List.of("name", "n"), rows);
    assertThat(read(csv).subList(1, rows.size() + 1)).isEqualTo(rows);
  }

  @Test
  void aRowOfTheWrongLengthIsAnError() {
    assertThatThrownBy(() -> Csv.text(List.of("a", "b"), List.of(List.of("1", "2"), List.of("1"))))
        .hasMessage("row 2 of the CSV must have 2 cells, as the header has, had 1");
    assertThatThrownBy(() -> Csv.line(List.of()))
        .hasMessage("a CSV line must have at least 1 cell, had 0");
  }

  /** A reader of its own, by the grammar of RFC 4180. */
  private static List<List<String>> read(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
          cell.append(csv.charAt(++i));
        } else if (c == '"') {
          quoted = false;
        } else {
          cell.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    return rows;
  }
}
