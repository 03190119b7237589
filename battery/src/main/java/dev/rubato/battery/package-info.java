/** Small trainings of many kinds whose best rates are known, by which advice is measured. */
@NullMarked
package dev.rubato.battery;

import org.jspecify.annotations.NullMarked;
