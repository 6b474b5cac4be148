package io.spirula.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream.
 *
 * @param id where to go on after it; null when it has none
 * @param data its JSON
 */
public record ServerEvent(@Nullable String id, String data) {}
