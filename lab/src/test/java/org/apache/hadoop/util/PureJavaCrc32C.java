package org.apache.hadoop.util;

import java.util.zip.Checksum;

/**
 * CRC-32C bit by bit (Castagnoli 1993, as in RFC 3720), under the name by which TensorFlow's reader
 * of records asks for it: without it, the tests would need all of Hadoop.
 */
public class PureJavaCrc32C implements Checksum {
  private static final int REVERSED_POLYNOMIAL = 0x82f63b78;

  private int crc = -1;

  @Override
  public void update(int b) {
    crc ^= b & 0xff;
    for (int i = 0; i < Byte.SIZE; i++) {
      crc = (crc >>> 1) ^ (REVERSED_POLYNOMIAL & -(crc & 1));
    }
  }

  @Override
  public void update(byte[] b, int off, int len) {
    for (int i = off; i < off + len; i++) {
      update(b[i]);
    }
  }

  @Override
  public long getValue() {
    return ~crc & 0xffffffffL;
  }

  @Override
  public void reset() {
    crc = -1;
  }
}
