package dev.rubato.lab.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an event of one of our own files says of the progress of its run.
 *
 * @param step updates made
 * @param tags of its values
 */
record EventSummary(long step, List<String> tags) {
  private static final int TYPE_BITS = 3;
  private static final int TYPE_MASK = 7;
  private static final int GROUP_BITS = 7;
  private static final int GROUP_MASK = 0x7f;

  private interface Field {
    void is(int number, long whole, ByteBuffer content);
  }

  /**
   * Reads a message whose checksum was right.
   *
   * @throws java.nio.BufferUnderflowException if it is no message
   */
  static EventSummary of(byte[] event) {
    long[] step = {0};
    List<String> tags = new ArrayList<>();
    fields(
        ByteBuffer.wrap(event),
        (field, whole, content) -> {
          if (field == EventMessages.EVENT_STEP) {
            step[0] = whole;
          } else if (field == EventMessages.EVENT_SUMMARY) {
            fields(
                content,
                (inner, none, value) -> fields(value, (last, no, text) -> tag(last, text, tags)));
          }
        });
    return new EventSummary(step[0], tags);
  }

  private static void tag(int field, ByteBuffer text, List<String> tags) {
    if (field == EventMessages.VALUE_TAG) {
      tags.add(StandardCharsets.UTF_8.decode(text).toString());
    }
  }

  private static void fields(ByteBuffer message, Field told) {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    message.order(ByteOrder.LITTLE_ENDIAN);
    while (message.hasRemaining()) {
      long key = varint(message);
      int field = (int) (key >>> TYPE_BITS);
      switch ((int) key & TYPE_MASK) {
        case 0 -> told.is(field, varint(message), nothing);
        case 1 -> told.is(field, message.getLong(), nothing);
        case 2 -> {
          int length = (int) varint(message);
          told.is(field, 0, message.slice(message.position(), length));
          message.position(message.position() + length);
        }
        default -> told.is(field, message.getInt(), nothing);
      }
    }
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; ; shift += GROUP_BITS) {
      byte next = message.get();
      value |= (long) (next & GROUP_MASK) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  boolean isEnd() {
    return tags.contains(EventMessages.END);
  }

  boolean has(String prefix) {
    return tags.stream().anyMatch(tag -> tag.startsWith(prefix));
  }
}
