package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The images whose object maps are not trusted since an audit found a change that they lack: {@code GET
 * /actuator/objectmaps}, and {@code POST} with {@code image} to trust one again, once the endpoint is exposed. All of its
 * maps are audited before they are gone by.
 */
@Component
@Endpoint(id = "objectmaps")
public class ObjectMapsEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectMapsEndpoint.class);

    private final ObjectMapTable maps;
    private final TransactionTemplate transaction;

    ObjectMapsEndpoint(ObjectMapTable maps, TransactionTemplate transaction) {
        this.maps = maps;
        this.transaction = transaction;
    }

    /** Why, by the image's identity. */
    @ReadOperation
    public Map<String, String> distrusted() {
        return maps.distrusted();
    }

    /**
     * @param image its identity, as the read operation tells it
     * @return whether it was not trusted until now
     */
    @WriteOperation
    public Map<String, Boolean> trust(String image) {
        ImageId id = ImageId.parse(image);
        LOG.warn("OBJECT_MAPS_TRUSTED_AGAIN: actuator/objectmaps was called for image {}", id);
        return Map.of("changed", Objects.requireNonNull(transaction.execute(status -> maps.trust(id))));
    }
}
