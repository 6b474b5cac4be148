package io.spirula.rbd;

import java.time.Instant;

/**
 * An image in the trash.
 *
 * @param name what it was called
 * @param deletedAt when it was moved there
 * @param defermentEnd until when only force removes it
 */
public record TrashEntry(String id, String name, Instant deletedAt, Instant defermentEnd) {}
