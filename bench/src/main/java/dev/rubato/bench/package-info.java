/** JMH benchmarks, side by side with peers in one run; each class states its command. */
@NullMarked
package dev.rubato.bench;

import org.jspecify.annotations.NullMarked;
