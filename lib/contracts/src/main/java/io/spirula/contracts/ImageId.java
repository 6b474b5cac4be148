package io.spirula.contracts;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Identity of an RBD image: it survives a rename and differs when an image is deleted and created again under the same
 * name.
 *
 * @param fsid the cluster's fsid
 * @param pool the pool's id
 * @param namespace the namespace inside the pool; empty for the default one
 * @param image the image's id, as in {@code rbd_header.<id>}
 */
public record ImageId(String fsid, long pool, String namespace, String image) {

    public ImageId {
        Objects.requireNonNull(namespace, "namespace");
        if (fsid.isBlank() || fsid.contains("/") || image.isBlank()) {
            throw new IllegalArgumentException(
                    "An image id needs a cluster fsid without a slash, and an image id: " + fsid + "/" + image);
        }
    }

    /** One line that {@link #parse} reads again: {@code fsid/pool/namespace/image}, the last two URL-encoded. */
    public String text() {
        return fsid + "/" + pool + "/" + encode(namespace) + "/" + encode(image);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static ImageId parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("Not an image id (fsid/pool/namespace/image): " + text);
        }
        return new ImageId(parts[0], Long.parseLong(parts[1]), decode(parts[2]), decode(parts[3]));
    }

    private static String encode(String raw) {
        return URLEncoder.encode(raw, StandardCharsets.UTF_8);
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
