/** Running trials: shared steps, parallel work, studies that resume where they stopped. */
@NullMarked
package dev.rubato.lab.run;

import org.jspecify.annotations.NullMarked;
