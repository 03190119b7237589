package dev.rubato.lab.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message in the wire format of Protocol Buffers, written field by field. */
final class ProtoBytes {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int TYPE_BITS = 3;
  private static final int GROUP_BITS = 7;
  private static final int MORE = 0x80;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtoBytes whole(int field, long value) {
    varint(((long) field << TYPE_BITS) | VARINT);
    varint(value);
    return this;
  }

  ProtoBytes number(int field, double value) {
    varint(((long) field << TYPE_BITS) | FIXED64);
    little(Double.doubleToRawLongBits(value), Long.BYTES);
    return this;
  }

  ProtoBytes single(int field, float value) {
    varint(((long) field << TYPE_BITS) | FIXED32);
    little(Float.floatToRawIntBits(value), Integer.BYTES);
    return this;
  }

  ProtoBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoBytes message(int field, ProtoBytes value) {
    return bytes(field, value.toBytes());
  }

  ProtoBytes bytes(int field, byte[] value) {
    varint(((long) field << TYPE_BITS) | LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & -MORE) != 0) {
      bytes.write((int) (rest & (MORE - 1)) | MORE);
      rest >>>= GROUP_BITS;
    }
    bytes.write((int) rest);
  }

  private void little(long bits, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (bits >>> (Byte.SIZE * i)));
    }
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
