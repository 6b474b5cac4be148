package io.spirula.e2e;

import tools.jackson.databind.JsonNode;

/** A snapshot by its ids. */
record SnapshotKey(Image image, long id) {

    /** An image by its ids, on either cluster. */
    record Image(String fsid, String namespace, String id) {

        /** As events and the API tell it. */
        static Image of(JsonNode image) {
            return new Image(
                    image.get("fsid").asString(),
                    image.get("namespace").asString(),
                    image.get("image").asString());
        }
    }
}
