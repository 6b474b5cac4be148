package io.spirula.e2e;

import org.jspecify.annotations.Nullable;

/**
 * An image, or one of its snapshots, by its name.
 *
 * @param snapshot null for what the image holds now
 */
record ImageSpec(Place place, String image, @Nullable String snapshot) {

    static ImageSpec of(Place place, String image) {
        return new ImageSpec(place, image, null);
    }

    /** From {@code pool[/namespace]/image[@snapshot]}, as {@code rbd} takes it. */
    static ImageSpec of(String text) {
        int at = text.indexOf('@');
        String image = at < 0 ? text : text.substring(0, at);
        int slash = image.lastIndexOf('/');
        return new ImageSpec(
                Place.of(image.substring(0, slash)),
                image.substring(slash + 1),
                at < 0 ? null : text.substring(at + 1));
    }

    @Override
    public String toString() {
        return place + "/" + image + (snapshot == null ? "" : "@" + snapshot);
    }
}
