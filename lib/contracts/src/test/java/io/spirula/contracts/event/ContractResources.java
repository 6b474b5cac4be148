package io.spirula.contracts.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas and golden samples, as they are shipped. */
final class ContractResources {

    private static final JsonMapper MAPPER = new JsonMapper();

    private ContractResources() {}

    static byte[] golden(EventType type) {
        return bytes(type.goldenResource());
    }

    /** The golden sample as it was before optional fields were added. */
    static byte[] former(EventType type) {
        return bytes(type.goldenResource().replace("golden/", "golden/former/"));
    }

    static JsonNode tree(String resource) {
        return MAPPER.readTree(bytes(resource));
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = EventType.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new AssertionError("Not on the class path: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
