package io.spirula.transfer.replica;

import io.spirula.contracts.ImageId;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Seals of replicas' HEADs as rows. Changes belong into a transaction of the attempt that owns the lineage and target. */
@Component
public class SealStore {

    private final JdbcClient jdbc;

    SealStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** None if it is of another image. */
    public Optional<HeadSeal> find(Replica replica) {
        return jdbc.sql("select snapshot_id, header_version, looked_at from head_seal where replica = ? and image = ?")
                .params(replica.id(), image(replica))
                .query((row, n) -> new HeadSeal(
                        row.getLong("snapshot_id"),
                        row.getLong("header_version"),
                        row.getObject("looked_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    public void seal(Replica replica, HeadSeal seal) {
        jdbc.sql("""
                        insert into head_seal (replica, image, snapshot_id, header_version, looked_at)
                        values (?, ?, ?, ?, ?)
                        on conflict (replica) do update set image = excluded.image, snapshot_id = excluded.snapshot_id,
                            header_version = excluded.header_version, looked_at = excluded.looked_at
                        """)
                .params(
                        replica.id(),
                        image(replica),
                        seal.snapshotId(),
                        seal.version(),
                        seal.lookedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    public void remove(Replica replica) {
        jdbc.sql("delete from head_seal where replica = ?").param(replica.id()).update();
    }

    private static String image(Replica replica) {
        return replica.identity().map(ImageId::text).orElseThrow();
    }
}
