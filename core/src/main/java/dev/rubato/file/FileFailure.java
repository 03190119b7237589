package dev.rubato.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * What went wrong with a file, in words: of some exceptions the whole message is the file's name.
 */
public final class FileFailure {
  private FileFailure() {}

  /** A sentence without a full stop, which names the file where the exception does. */
  public static String words(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    if (!(e instanceof FileSystemException failure)) {
      String message = e.getMessage();
      return message == null || message.isBlank() ? unexplained() : message;
    }
    String file = failure.getFile() == null ? "a file" : failure.getFile();
    String reason = failure.getReason();
    if (reason != null && !reason.isBlank()) {
      return file + ": " + reason;
    }
    if (e instanceof NoSuchFileException) {
      return file + " does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return file + " may not be read or written by you";
    }
    if (e instanceof FileAlreadyExistsException) {
      return file + " is there already";
    }
    if (e instanceof NotDirectoryException) {
      return file + " is not a folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return file + " is a folder that is not empty";
    }
    if (e instanceof FileSystemLoopException) {
      return file + " leads in a circle of symbolic links";
    }
    return file + " can't be used: " + unexplained();
  }

  private static String unexplained() {
    return "the system says no more than that";
  }
}
