package io.spirula.transfer.audit;

import io.spirula.contracts.CopyId;
import io.spirula.mover.digest.PointDigest;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What copies hold as far as they were compared with their sources, from the beginning and without a gap, as rows. Changes
 * belong into the transaction that records the part.
 */
@Component
public class ComparedDigests {

    private final JdbcClient jdbc;

    ComparedDigests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of all below an offset; empty unless a comparison came from the beginning to just there. */
    public Optional<PointDigest> below(CopyId copy, long offset) {
        return offset == 0
                ? Optional.of(PointDigest.ZERO)
                : jdbc.sql("select digest from compared_digest where copy = ? and reached = ?")
                        .params(copy.value(), offset)
                        .query(String.class)
                        .optional()
                        .flatMap(PointDigest::parse);
    }

    /** This much of it was compared, and holds that. */
    public void reached(CopyId copy, long offset, PointDigest below) {
        jdbc.sql("""
                        insert into compared_digest (copy, reached, digest) values (?, ?, ?)
                        on conflict (copy) do update set reached = excluded.reached, digest = excluded.digest
                        """).params(copy.value(), offset, below.toString()).update();
    }

    /** All of it was compared. */
    public void whole(CopyId copy) {
        jdbc.sql("delete from compared_digest where copy = ?")
                .param(copy.value())
                .update();
    }
}
