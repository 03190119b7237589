package dev.rubato.lab.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The records of TensorFlow's files: a length of eight bytes, its checksum, the content, its
 * checksum. A checksum is a CRC32C, rotated and shifted by a constant so that one of checksums is
 * no weaker.
 */
final class EventRecords {
  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int ROTATION = 15;
  private static final int DELTA = 0xa282ead8;
  private static final int LONGEST = 1 << 24; // of a record that we wrote

  private EventRecords() {}

  /** A record with this content. */
  static byte[] of(byte[] content) {
    ByteBuffer record =
        ByteBuffer.allocate(HEAD + content.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(content.length);
    record.putInt(checksum(record.array(), 0, Long.BYTES));
    record.put(content);
    record.putInt(checksum(content, 0, content.length));
    return record.array();
  }

  /** The content of the record at the buffer's position, which moves; null if none is whole. */
  static byte @Nullable [] next(ByteBuffer file) {
    file.order(ByteOrder.LITTLE_ENDIAN);
    int begin = file.position();
    if (file.remaining() < HEAD) {
      return null;
    }
    long length = file.getLong();
    byte[] head = new byte[Long.BYTES];
    file.get(begin, head);
    boolean sound = file.getInt() == checksum(head, 0, head.length) && length <= LONGEST;
    if (!sound || length < 0 || file.remaining() < length + Integer.BYTES) {
      file.position(begin);
      return null;
    }
    byte[] content = new byte[(int) length];
    file.get(content);
    if (file.getInt() != checksum(content, 0, content.length)) {
      file.position(begin);
      return null;
    }
    return content;
  }

  private static int checksum(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return Integer.rotateRight((int) crc.getValue(), ROTATION) + DELTA;
  }
}
