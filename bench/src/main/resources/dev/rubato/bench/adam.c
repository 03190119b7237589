/* Adam in C, the peer that shows how fast the machine is: gcc -O3 -march=native -fopenmp, and the same with
   -fno-math-errno, without which gcc does not vectorize a loop with a root. With -ffast-math roots and quotients would
   be approximations. */
#include <math.h>

void adam_steps(float *restrict p, const float *restrict g, float *restrict m, float *restrict v, long n,
                float rate, float beta1, float beta2, float epsilon, float unbias, int steps, int threads) {
  for (int step = 0; step < steps; step++) {
#pragma omp parallel for simd schedule(static) num_threads(threads) if (parallel : threads > 1)
    for (long i = 0; i < n; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= rate * m[i] / (sqrtf(v[i]) * unbias + epsilon);
    }
  }
}

void stream(float *restrict p, const float *restrict g, float *restrict m, float *restrict v, long n) {
#pragma omp parallel for simd schedule(static) num_threads(2)
  for (long i = 0; i < n; i++) {
    m[i] = 0.5f * m[i] + g[i];
    v[i] = 0.5f * v[i] + g[i];
    p[i] = 0.5f * p[i] + g[i];
  }
}
