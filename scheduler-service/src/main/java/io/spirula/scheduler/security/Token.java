package io.spirula.scheduler.security;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token, without its secret.
 *
 * @param id the token
 * @param name what people call it; unique among those of its tenant that are not revoked
 * @param role what it may do
 * @param tenant for whom; {@code *} for everybody
 * @param createdBy who made it
 * @param createdAt when
 * @param revokedAt since when it is not taken any more
 */
public record Token(
        UUID id,
        String name,
        Role role,
        String tenant,
        String createdBy,
        Instant createdAt,
        @Nullable Instant revokedAt) {}
