package io.spirula.contracts.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants to be told about when missed.
 *
 * @param rpo the greatest age that the last complete point may have; null when none is set
 */
public record Objectives(@Nullable Duration rpo) {}
