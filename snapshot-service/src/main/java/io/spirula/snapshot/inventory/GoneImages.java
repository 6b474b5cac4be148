package io.spirula.snapshot.inventory;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.history.Ended;
import io.spirula.messaging.outbox.EventOutbox;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets images that are gone for long, and has everybody forget them. Versions follow the clock, so none falls back. */
@Component
class GoneImages implements Ended {

    private final JdbcClient jdbc;
    private final EventOutbox outbox;

    GoneImages(JdbcClient jdbc, EventOutbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    @Override
    public String name() {
        return "images";
    }

    @Override
    public int forget(Instant before, int limit) {
        List<String> forgotten = jdbc.sql("""
                        delete from inventory_image where image in (
                            select image from inventory_image where gone and observed_at < :before
                            limit :limit for update skip locked)
                        returning image
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query(String.class)
                .list();
        forgotten.forEach(image -> outbox.forget(Topic.INVENTORY, image));
        return forgotten.size();
    }
}
