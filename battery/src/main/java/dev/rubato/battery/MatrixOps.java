package dev.rubato.battery;

import java.util.Arrays;

/** Operations that multiply, add and pick numbers of matrices. */
final class MatrixOps {
  private MatrixOps() {}

  record Product(Node a, Node b, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      int width = c.columns;
      for (int i = 0; i < a.rows; i++) {
        int to = i * width;
        Arrays.fill(c.value, to, to + width, 0);
        for (int k = 0; k < a.columns; k++) {
          float factor = a.value[i * a.columns + k];
          int from = k * width;
          for (int j = 0; j < width; j++) {
            c.value[to + j] += factor * b.value[from + j];
          }
        }
      }
    }

    @Override
    public void backward() {
      int width = c.columns;
      for (int i = 0; i < a.rows; i++) {
        int row = i * width;
        for (int k = 0; k < a.columns; k++) {
          int from = k * width;
          if (a.learns()) {
            float sum = 0;
            for (int j = 0; j < width; j++) {
              sum += c.gradient[row + j] * b.value[from + j];
            }
            a.gradient[i * a.columns + k] += sum;
          }
          if (b.learns()) {
            float factor = a.value[i * a.columns + k];
            for (int j = 0; j < width; j++) {
              b.gradient[from + j] += factor * c.gradient[row + j];
            }
          }
        }
      }
    }
  }

  record Sum(Node a, Node b, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < c.value.length; i++) {
        c.value[i] = a.value[i] + b.value[i];
      }
    }

    @Override
    public void backward() {
      add(c.gradient, 1, a.gradient);
      add(c.gradient, 1, b.gradient);
    }
  }

  record Shifted(Node a, Node row, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < c.rows; i++) {
        for (int j = 0; j < c.columns; j++) {
          c.value[i * c.columns + j] = a.value[i * c.columns + j] + row.value[j];
        }
      }
    }

    @Override
    public void backward() {
      add(c.gradient, 1, a.gradient);
      if (row.learns()) {
        for (int i = 0; i < c.rows; i++) {
          for (int j = 0; j < c.columns; j++) {
            row.gradient[j] += c.gradient[i * c.columns + j];
          }
        }
      }
    }
  }

  record Times(Node a, Node b, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < c.value.length; i++) {
        c.value[i] = a.value[i] * b.value[i];
      }
    }

    @Override
    public void backward() {
      for (int i = 0; i < a.gradient.length; i++) {
        a.gradient[i] += c.gradient[i] * b.value[i];
      }
      for (int i = 0; i < b.gradient.length; i++) {
        b.gradient[i] += c.gradient[i] * a.value[i];
      }
    }
  }

  record Scale(Node a, float factor, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < c.value.length; i++) {
        c.value[i] = factor * a.value[i];
      }
    }

    @Override
    public void backward() {
      add(c.gradient, factor, a.gradient);
    }
  }

  record Columns(Node a, int from, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < c.rows; i++) {
        System.arraycopy(a.value, i * a.columns + from, c.value, i * c.columns, c.columns);
      }
    }

    @Override
    public void backward() {
      if (a.learns()) {
        for (int i = 0; i < c.rows; i++) {
          for (int j = 0; j < c.columns; j++) {
            a.gradient[i * a.columns + from + j] += c.gradient[i * c.columns + j];
          }
        }
      }
    }
  }

  record RowsOf(Node table, Node index, int column, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < c.rows; i++) {
        System.arraycopy(table.value, row(i) * c.columns, c.value, i * c.columns, c.columns);
      }
    }

    private int row(int i) {
      return (int) index.value[i * index.columns + column];
    }

    @Override
    public void backward() {
      for (int i = 0; i < c.rows; i++) {
        int to = row(i) * c.columns;
        for (int j = 0; j < c.columns; j++) {
          table.gradient[to + j] += c.gradient[i * c.columns + j];
        }
      }
    }
  }

  record RowProducts(Node a, Node b, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      for (int i = 0; i < a.rows; i++) {
        float sum = 0;
        for (int j = i * a.columns; j < (i + 1) * a.columns; j++) {
          sum += a.value[j] * b.value[j];
        }
        c.value[i] = sum;
      }
    }

    @Override
    public void backward() {
      for (int i = 0; i < a.rows; i++) {
        for (int j = i * a.columns; j < (i + 1) * a.columns; j++) {
          if (a.learns()) {
            a.gradient[j] += c.gradient[i] * b.value[j];
          }
          if (b.learns()) {
            b.gradient[j] += c.gradient[i] * a.value[j];
          }
        }
      }
    }
  }

  record Windows(Node a, int size, int stride, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      int places = (a.columns - size) / stride + 1;
      for (int i = 0; i < c.rows; i++) {
        int from = i / places * a.columns + i % places * stride;
        System.arraycopy(a.value, from, c.value, i * size, size);
      }
    }

    @Override
    public void backward() {
      int places = (a.columns - size) / stride + 1;
      for (int i = 0; a.learns() && i < c.rows; i++) {
        int from = i / places * a.columns + i % places * stride;
        for (int j = 0; j < size; j++) {
          a.gradient[from + j] += c.gradient[i * size + j];
        }
      }
    }
  }

  record RowMeans(Node a, int count, Node c) implements Op {
    @Override
    public void forward(Dice dice) {
      Arrays.fill(c.value, 0);
      for (int i = 0; i < a.rows; i++) {
        int to = i / count * c.columns;
        for (int j = 0; j < c.columns; j++) {
          c.value[to + j] += a.value[i * c.columns + j] / count;
        }
      }
    }

    @Override
    public void backward() {
      for (int i = 0; a.learns() && i < a.rows; i++) {
        int to = i / count * c.columns;
        for (int j = 0; j < c.columns; j++) {
          a.gradient[i * c.columns + j] += c.gradient[to + j] / count;
        }
      }
    }
  }

  /** Adds a multiple where there is a gradient to add to. */
  private static void add(float[] from, float factor, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }
}
