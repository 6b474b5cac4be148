package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.Reason;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The newest release of each image. Part of the creation's decision, too: a backup asked for before it is not made. */
@Repository
public class Releases {

    private final JdbcClient jdbc;

    Releases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Release> newest(ImageId image) {
        return jdbc.sql("select requested_at, reason_code, reason_text from image_release where image = :image")
                .param("image", image.text())
                .query((row, number) -> new Release(
                        row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                        new Reason(row.getString("reason_code"), row.getString("reason_text"))))
                .optional();
    }

    /** An older release than the one known changes nothing. */
    void record(ImageId image, Release release) {
        jdbc.sql("""
                        insert into image_release as known (image, requested_at, reason_code, reason_text)
                        values (:image, :at, :code, :text)
                        on conflict (image) do update set requested_at = excluded.requested_at,
                            reason_code = excluded.reason_code, reason_text = excluded.reason_text
                        where excluded.requested_at > known.requested_at
                        """)
                .param("image", image.text())
                .param("at", release.requestedAt().atOffset(ZoneOffset.UTC))
                .param("code", release.reason().code())
                .param("text", release.reason().text())
                .update();
    }
}
