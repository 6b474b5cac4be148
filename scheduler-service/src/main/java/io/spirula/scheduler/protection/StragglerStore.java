package io.spirula.scheduler.protection;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Snapshots that are judged when it is known which images are protected. */
@Repository
class StragglerStore {

    private final JdbcClient jdbc;

    StragglerStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Straggler straggler) {
        jdbc.sql("""
                insert into straggler (point, lineage, image, ref) values (:point, :lineage, :image, :ref)
                on conflict do nothing
                """)
                .param("point", straggler.point().value())
                .param("lineage", straggler.lineage().value())
                .param("image", straggler.image().text())
                .param("ref", straggler.ref().text())
                .update();
    }

    /** All of them, which are forgotten with the transaction. */
    List<Straggler> take() {
        return jdbc.sql("delete from straggler returning point, lineage, image, ref")
                .query((row, number) -> new Straggler(
                        new PointId(row.getObject("point", UUID.class)),
                        new LineageId(row.getObject("lineage", UUID.class)),
                        ImageId.parse(row.getString("image")),
                        ImageRef.parse(row.getString("ref"))))
                .list();
    }
}
