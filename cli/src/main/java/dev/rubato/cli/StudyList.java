package dev.rubato.cli;

import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.plot.Column;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.List;

/** The studies of a store as a table, each with its state and its command. */
final class StudyList {
  private static final int GAP = 2; // between two columns

  private final Terminal terminal;

  private StudyList(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Writes it, and who writes to the store now. */
  static void write(Store store, Terminal terminal) {
    new StudyList(terminal).write(store);
  }

  private void write(Store opened) {
    String holder = opened.holder();
    boolean named = opened.studies().stream().anyMatch(study -> !study.name().isEmpty());
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.number("study"),
                Column.text("state"),
                Column.text("trials"),
                Column.text("changed"),
                Column.text("command")));
    if (named) {
      columns.add(1, Column.text("name"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (StoredStudy study : opened.studies()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  Long.toString(study.id()),
                  study.state(),
                  study.finished() + " of " + study.trials(),
                  study.changed(),
                  Terminal.printable(study.command())));
      if (named) {
        row.add(1, Terminal.printable(study.name()));
      }
      rows.add(row);
    }
    terminal
        .out()
        .print(
            new Table(columns, withWholeWords(rows, columns))
                .toText(terminal.tableWidth(), terminal.glyphs()));
    if (!holder.isEmpty()) {
      terminal.out().println("being written by " + Terminal.printable(holder));
    }
  }

  /** The rows with commands that are too long cut between two words. */
  private List<List<String>> withWholeWords(List<List<String>> rows, List<Column> columns) {
    int last = columns.size() - 1;
    int room = terminal.tableWidth();
    for (int c = 0; c < last; c++) {
      int column = c;
      int widest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      room -= Math.max(columns.get(c).title().length(), widest) + GAP;
    }
    List<List<String>> cut = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>(row);
      cells.set(last, cutBetweenWords(cells.get(last), room));
      cut.add(cells);
    }
    return cut;
  }

  private String cutBetweenWords(String command, int room) {
    String rest = " " + terminal.glyphs().ellipsis();
    int space = command.lastIndexOf(' ', room - rest.length());
    return command.length() <= room || space <= 0 ? command : command.substring(0, space) + rest;
  }
}
