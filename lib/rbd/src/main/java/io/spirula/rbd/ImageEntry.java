package io.spirula.rbd;

/**
 * An image in a listing.
 *
 * @param id unique in its pool and namespace, never reused
 * @param name a label; see {@link RbdNames} for what it may hold
 */
public record ImageEntry(String id, String name) {}
