package io.spirula.transfer.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a generation is compared with its source.
 *
 * @param replica the generation
 * @param roundBegan when the round began that goes on
 * @param reached everything below this offset was compared in this round, in bytes
 * @param compared bytes that were read from each side in this round
 * @param wholeAt when the last whole round ended; null until one did
 * @param dueAt not looked at before
 */
public record Audit(
        UUID replica,
        Instant roundBegan,
        long reached,
        long compared,
        @Nullable Instant wholeAt,
        Instant dueAt) {}
