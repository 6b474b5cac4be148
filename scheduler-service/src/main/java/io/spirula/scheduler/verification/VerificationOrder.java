package io.spirula.scheduler.verification;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be compared.
 *
 * @param image what people call the image
 * @param target name, key or {@code cluster/pool[/namespace]} of one target; null for each that holds a complete copy
 */
record VerificationOrder(@Nullable String image, @Nullable String target) {}
