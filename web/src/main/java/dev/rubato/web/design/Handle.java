package dev.rubato.web.design;

/**
 * A point of a curve that can be dragged: up and down it changes a level of the strategy, left and
 * right a length.
 *
 * @param step where it is
 * @param value the rate there
 * @param level which of the strategy's values a drag upwards changes, counted in the order of
 *     reading, or −1
 * @param length which one a drag to the right changes, or −1
 * @param begins the step at which what has this length begins
 * @param perUnit how many steps one of the length's unit is
 * @param grain the least change of the length in its unit
 */
record Handle(
    long step, double value, int level, int length, long begins, double perUnit, double grain) {}
