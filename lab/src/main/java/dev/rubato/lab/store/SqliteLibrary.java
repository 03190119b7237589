package dev.rubato.lab.store;

import dev.rubato.lab.TemporaryFolder;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite. Its driver unpacks a library into a temporary file, which would stay for ever where
 * this process is killed: here it goes as soon as it is loaded, or else at another start.
 */
final class SqliteLibrary {
  private static final String PROPERTY = "org.sqlite.tmpdir"; // the driver's

  /** Where the driver unpacks it, which takes a megabyte. */
  static final String TEMPORARY =
      System.getProperty(PROPERTY, System.getProperty("java.io.tmpdir"));

  private static boolean loaded;

  private SqliteLibrary() {}

  static synchronized void load() throws SQLException {
    if (loaded) {
      return;
    }
    String before = System.getProperty(PROPERTY);
    try (TemporaryFolder folder =
        TemporaryFolder.make(Path.of(TEMPORARY), "rubato-sqlite-", dead -> {})) {
      System.setProperty(PROPERTY, folder.path().toString());
      SQLiteJDBCLoader.initialize();
      loaded = true;
    } catch (Exception e) { // whatever the driver declares
      throw new SQLException("SQLite can't be loaded", e);
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
  }
}
