package io.spirula.scheduler.policy;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.TargetRef;

/**
 * Two policies want the same image on the same target.
 *
 * @param image one such image
 * @param target the target
 * @param other the other policy, as whoever owns the first one may know it
 */
public record PolicyConflict(ImageRef image, TargetRef target, String other) {}
