/** Running trials: steps that are shared, work side by side, studies that go on where they were. */
@NullMarked
package dev.rubato.lab.run;

import org.jspecify.annotations.NullMarked;
