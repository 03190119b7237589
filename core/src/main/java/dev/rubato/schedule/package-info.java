/** Schedules: descriptions of how a number changes over training, and the curves they become. */
@NullMarked
package dev.rubato.schedule;

import org.jspecify.annotations.NullMarked;
