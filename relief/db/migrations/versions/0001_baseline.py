"""The whole schema, its append-only triggers, spatial indexes, and views for GIS.

Made by `python -m relief.baseline`; do not edit by hand.
"""

import sqlalchemy as sa
from alembic import op

import relief.db.geometry
import relief.db.types
from relief.db.append_only import create_triggers
from relief.db.geometry import index_statements
from relief.db.name_index import name_index_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LEDGERS = [
    "aid_entitlement",
    "aid_instalment",
    "aid_payment",
    "aid_release",
    "alerts_alert",
    "alerts_alert_division",
    "alerts_alert_end",
    "alerts_answer",
    "alerts_call",
    "alerts_call_figure",
    "alerts_call_village",
    "alerts_message",
    "alerts_message_event",
    "alerts_rung",
    "allocation_approval",
    "allocation_line",
    "allocation_line_change",
    "allocation_plan",
    "damage_house",
    "damage_house_grading",
    "damage_release",
    "damage_report",
    "damage_report_figure",
    "damage_report_photo",
    "damage_stability",
    "db_audit",
    "db_audit_seal",
    "db_audit_sealed",
    "delivery_order",
    "delivery_order_line",
    "delivery_step",
    "geography_footprint_count",
    "geography_footprint_listed",
    "geography_footprint_version",
    "geography_footprint_zone",
    "geography_place_entry",
    "geography_population_entry",
    "households_household",
    "offices_leave",
    "offices_responsible",
    "offices_task_entry",
    "reconstruction_case",
    "reconstruction_entry",
    "reconstruction_visit",
    "reconstruction_why",
    "response_decision",
    "response_proposal",
    "response_signature",
    "shelters_capacity",
    "shelters_placement",
    "situation_brief",
    "supplies_move",
]
SPATIAL = [
    ("geography_boundary", "geometry"),
    ("geography_footprint_zone", "geometry"),
    ("geography_place", "geometry"),
]
GIS = {
    'sqlite': [
        'PRAGMA application_id = 1196444487',
        'PRAGMA user_version = 10400',
        'CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)',
        "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
        'CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))',
        'CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))',
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL)",
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL)",
        'INSERT INTO gpkg_spatial_ref_sys VALUES (\'WGS 84 geodetic\', 4326, \'EPSG\', 4326, \'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]\', NULL)',
        'CREATE VIEW gis_divisions AS SELECT fid, division_code AS code, name, level, source, geometry FROM geography_boundary',
        "CREATE VIEW gis_places AS SELECT fid, id, kind, name, division_code, quality, source, generated, geometry FROM geography_place WHERE kind <> 'house'",
        'CREATE VIEW gis_zones AS SELECT zone.fid, now.footprint_id, footprint.name AS footprint, footprint.hazard, zone.rank, zone.label, CAST(zone.area_km2 / 10000.0 AS TEXT) AS area_km2, zone.quality, zone.source, zone.geometry FROM geography_footprint_zone AS zone JOIN geography_footprint_now AS now ON now.version_id = zone.version_id JOIN geography_footprint AS footprint ON footprint.id = now.footprint_id',
        "CREATE VIEW gis_about AS SELECT 1 AS fid, '救灾值班台的数据库，只读打开。图层只有界线、地点和影响范围；坐标为 CGCS2000/WGS84（EPSG:4326，经度在前）。quality=indicative 为示意坐标，generated 为真表示示例，均不作判断依据；界线仅供示意。' AS zh, 'The database of a relief desk: open it read-only. Its layers are boundaries, places and footprints alone, in CGCS2000/WGS84 (EPSG:4326, longitude first). Positions with quality=indicative are invented so that a point can be drawn, rows with generated=true were made for a demo: neither may decide anything. Boundaries are indicative.' AS en",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('gis_divisions', 'features', '区划界线 divisions', '县级、地级界线，仅供示意 · county and prefecture lines, indicative', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('gis_divisions', 'geometry', 'MULTIPOLYGON', 4326, 0, 0)",
        'CREATE VIEW rtree_gis_divisions_geometry AS SELECT * FROM rtree_geography_boundary_geometry',
        "INSERT INTO gpkg_extensions VALUES ('gis_divisions', 'geometry', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only')",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('gis_places', 'features', '地点 places', 'quality=indicative 为示意坐标 · indicative positions are invented', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('gis_places', 'geometry', 'POINT', 4326, 0, 0)",
        'CREATE VIEW rtree_gis_places_geometry AS SELECT * FROM rtree_geography_place_geometry',
        "INSERT INTO gpkg_extensions VALUES ('gis_places', 'geometry', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only')",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('gis_zones', 'features', '影响范围 zones', 'quality=estimate 为估算 · shapes with quality=estimate are estimates', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('gis_zones', 'geometry', 'MULTIPOLYGON', 4326, 0, 0)",
        'CREATE VIEW rtree_gis_zones_geometry AS SELECT * FROM rtree_geography_footprint_zone_geometry',
        "INSERT INTO gpkg_extensions VALUES ('gis_zones', 'geometry', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only')",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('gis_about', 'attributes', '说明 about', '数据说明 · what this is', 0)",
    ],
    'postgresql': [
        'CREATE VIEW gis_divisions AS SELECT fid, division_code AS code, name, level, source, geometry FROM geography_boundary',
        "CREATE VIEW gis_places AS SELECT fid, id, kind, name, division_code, quality, source, generated, geometry FROM geography_place WHERE kind <> 'house'",
        'CREATE VIEW gis_zones AS SELECT zone.fid, now.footprint_id, footprint.name AS footprint, footprint.hazard, zone.rank, zone.label, CAST(zone.area_km2 / 10000.0 AS TEXT) AS area_km2, zone.quality, zone.source, zone.geometry FROM geography_footprint_zone AS zone JOIN geography_footprint_now AS now ON now.version_id = zone.version_id JOIN geography_footprint AS footprint ON footprint.id = now.footprint_id',
        "CREATE VIEW gis_about AS SELECT 1 AS fid, '救灾值班台的数据库，只读打开。图层只有界线、地点和影响范围；坐标为 CGCS2000/WGS84（EPSG:4326，经度在前）。quality=indicative 为示意坐标，generated 为真表示示例，均不作判断依据；界线仅供示意。' AS zh, 'The database of a relief desk: open it read-only. Its layers are boundaries, places and footprints alone, in CGCS2000/WGS84 (EPSG:4326, longitude first). Positions with quality=indicative are invented so that a point can be drawn, rows with generated=true were made for a demo: neither may decide anything. Boundaries are indicative.' AS en",
    ],
}


def upgrade() -> None:
    """Make everything."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('aid_instalment_now',
    sa.Column('instalment_id', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('milestone', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('released_on', sa.Date(), nullable=True),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('planned','released','paid','returned','cancelled')", name=op.f('ck_aid_instalment_now_state')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_aid_instalment_now_above_zero')),
    sa.PrimaryKeyConstraint('instalment_id', name=op.f('pk_aid_instalment_now'))
    )
    op.create_index('ix_aid_instalment_now_incident', 'aid_instalment_now', ['incident_id', 'state', 'division_code'], unique=False)
    op.create_index(op.f('ix_aid_instalment_now_subject'), 'aid_instalment_now', ['subject'], unique=False)
    op.create_table('aid_release',
    sa.Column('root_id', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('milestone', sa.Text(), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_release')),
    sa.UniqueConstraint('command_id', name=op.f('uq_aid_release_command_id')),
    sa.UniqueConstraint('root_id', 'milestone', name=op.f('uq_aid_release_root_id_milestone')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_aid_release_recorded_at'), 'aid_release', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_aid_release_subject'), 'aid_release', ['subject'], unique=False)
    op.create_table('alerts_division_now',
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('waits_until', relief.db.types.UtcTime(), nullable=True),
    sa.Column('answer_id', sa.Text(), nullable=True),
    sa.CheckConstraint("state IN ('held','waiting','answered','exhausted','stopped','no_responsible')", name=op.f('ck_alerts_division_now_state')),
    sa.PrimaryKeyConstraint('alert_id', 'division_code', name=op.f('pk_alerts_division_now'))
    )
    op.create_index('ix_alerts_division_now_due', 'alerts_division_now', ['state', 'waits_until'], unique=False)
    op.create_index('ix_alerts_division_now_incident', 'alerts_division_now', ['incident_id', 'division_code'], unique=False)
    op.create_table('alerts_heard_now',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('call_id', sa.Text(), nullable=False),
    sa.Column('heard_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', name=op.f('pk_alerts_heard_now'))
    )
    op.create_table('alerts_lease',
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('first_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('until', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_alerts_lease'))
    )
    op.create_table('alerts_message_now',
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_alerts_message_now'))
    )
    op.create_index('ix_alerts_message_now_alert', 'alerts_message_now', ['alert_id', 'division_code'], unique=False)
    op.create_index('ix_alerts_message_now_provider', 'alerts_message_now', ['provider_id'], unique=False)
    op.create_index('ix_alerts_message_now_state', 'alerts_message_now', ['state', 'channel'], unique=False)
    op.create_table('allocation_line_now',
    sa.Column('plan_id', sa.Text(), nullable=False),
    sa.Column('depot', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('last_id', sa.Text(), nullable=False),
    sa.CheckConstraint('units >= 0', name=op.f('ck_allocation_line_now_never_below_zero')),
    sa.PrimaryKeyConstraint('plan_id', 'depot', 'division_code', 'item', name=op.f('pk_allocation_line_now'))
    )
    op.create_table('allocation_plan_now',
    sa.Column('plan_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('made','approved')", name=op.f('ck_allocation_plan_now_state')),
    sa.PrimaryKeyConstraint('plan_id', name=op.f('pk_allocation_plan_now'))
    )
    op.create_index('ix_allocation_plan_now_incident', 'allocation_plan_now', ['incident_id', 'division_code'], unique=False)
    op.create_table('damage_figure_now',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('reporter', sa.Text(), nullable=False),
    sa.Column('indicator', sa.Text(), nullable=False),
    sa.Column('value', relief.db.types.ExactNumber(), nullable=True),
    sa.Column('previous_value', relief.db.types.ExactNumber(), nullable=True),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('as_of', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.CheckConstraint('value IS NULL OR value >= 0', name=op.f('ck_damage_figure_now_not_negative')),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', 'reporter', 'indicator', name=op.f('pk_damage_figure_now'))
    )
    op.create_table('damage_house_now',
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('facts_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('structure', sa.Text(), nullable=False),
    sa.Column('rooms', sa.Integer(), nullable=False),
    sa.Column('rooms_collapsed', sa.Integer(), nullable=False),
    sa.Column('rooms_severe', sa.Integer(), nullable=False),
    sa.Column('rooms_general', sa.Integer(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('appraisal', sa.Text(), nullable=True),
    sa.Column('sole_dwelling', sa.Boolean(), nullable=False),
    sa.Column('excluded', sa.Text(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.CheckConstraint("grade IS NULL OR grade IN ('collapsed','severe','general')", name=op.f('ck_damage_house_now_grade')),
    sa.CheckConstraint('rooms > 0 AND rooms_collapsed >= 0 AND rooms_severe >= 0 AND rooms_general >= 0 AND rooms_collapsed + rooms_severe + rooms_general <= rooms', name=op.f('ck_damage_house_now_rooms_fit')),
    sa.PrimaryKeyConstraint('house_id', name=op.f('pk_damage_house_now')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_damage_house_now_entry_id'))
    )
    op.create_index('ix_damage_house_now_household', 'damage_house_now', ['household_id'], unique=False)
    op.create_index('ix_damage_house_now_incident', 'damage_house_now', ['incident_id', 'division_code', 'grade'], unique=False)
    op.create_index('uq_damage_house_now_sole', 'damage_house_now', ['incident_id', 'household_id'], unique=True, sqlite_where=sa.text('sole_dwelling'), postgresql_where=sa.text('sole_dwelling'))
    op.create_table('damage_office_now',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('releases', sa.Integer(), nullable=False),
    sa.Column('last_report_id', sa.Text(), nullable=True),
    sa.Column('last_as_of', relief.db.types.UtcTime(), nullable=True),
    sa.Column('last_kind', sa.Text(), nullable=True),
    sa.Column('released_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('final_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('draft_id', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', name=op.f('pk_damage_office_now'))
    )
    op.create_table('damage_stable_now',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('stable', sa.Boolean(), nullable=False),
    sa.Column('since', relief.db.types.UtcTime(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', name=op.f('pk_damage_stable_now'))
    )
    op.create_table('db_audit',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('account_id', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_db_audit')),
    info={'ledger': True}
    )
    op.create_table('db_audit_seal',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_db_audit_seal')),
    sa.UniqueConstraint('previous', name=op.f('uq_db_audit_seal_previous')),
    info={'ledger': True}
    )
    op.create_table('db_change',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('topics', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_db_change'))
    )
    op.create_table('db_file',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('stored_by', sa.Text(), nullable=False),
    sa.Column('stored_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('position', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_db_file'))
    )
    op.create_table('db_job_run',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('every_s', sa.Integer(), nullable=False),
    sa.Column('started_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('ended_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('did', sa.Integer(), nullable=False),
    sa.Column('worked_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('worked_did', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('failed_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('fault', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_db_job_run'))
    )
    op.create_table('db_process',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('pid', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('since', relief.db.types.UtcTime(), nullable=False),
    sa.Column('seen_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'host', 'pid', name=op.f('pk_db_process'))
    )
    op.create_table('db_setting',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_db_setting'))
    )
    op.create_table('db_work',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('cancel_asked', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_until', relief.db.types.UtcTime(), nullable=True),
    sa.Column('asked_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('ended_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.CheckConstraint("state IN ('waiting','running','done','refused','failed','cancelled')", name=op.f('ck_db_work_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_db_work')),
    sa.UniqueConstraint('command_id', name=op.f('uq_db_work_command_id'))
    )
    op.create_index('ix_db_work_state_asked_at', 'db_work', ['state', 'asked_at'], unique=False)
    op.create_table('delivery_order_now',
    sa.Column('order_id', sa.Text(), nullable=False),
    sa.Column('step_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('origin_division', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('valid_until', relief.db.types.UtcTime(), nullable=True),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_delivery_order_now')),
    sa.UniqueConstraint('step_id', name=op.f('uq_delivery_order_now_step_id'))
    )
    op.create_index('ix_delivery_order_now_incident', 'delivery_order_now', ['incident_id', 'state', 'division_code'], unique=False)
    op.create_table('geography_boundary',
    sa.Column('fid', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('geometry', relief.db.geometry.Geometry(kind='MULTIPOLYGON'), nullable=False),
    sa.PrimaryKeyConstraint('fid', name=op.f('pk_geography_boundary')),
    sa.UniqueConstraint('division_code', name=op.f('uq_geography_boundary_division_code'))
    )
    op.create_table('geography_division',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('parent_code', sa.Text(), nullable=False),
    sa.Column('pinyin', sa.Text(), nullable=False),
    sa.Column('initials', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint('length(code) = 12', name=op.f('ck_geography_division_code_is_12_digits')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_geography_division'))
    )
    op.create_index('ix_geography_division_level_code', 'geography_division', ['level', 'code', 'valid_to', 'name'], unique=False)
    op.create_index('ix_geography_division_level_initials', 'geography_division', ['level', 'initials'], unique=False, postgresql_ops={'pinyin': 'text_pattern_ops', 'initials': 'text_pattern_ops'})
    op.create_index('ix_geography_division_level_pinyin', 'geography_division', ['level', 'pinyin'], unique=False, postgresql_ops={'pinyin': 'text_pattern_ops', 'initials': 'text_pattern_ops'})
    op.create_index(op.f('ix_geography_division_parent_code'), 'geography_division', ['parent_code'], unique=False)
    op.create_table('geography_footprint',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('hazard', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_footprint'))
    )
    op.create_table('geography_footprint_draft',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('made_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_footprint_draft')),
    sa.UniqueConstraint('command_id', name=op.f('uq_geography_footprint_draft_command_id'))
    )
    op.create_index(op.f('ix_geography_footprint_draft_made_by'), 'geography_footprint_draft', ['made_by'], unique=False)
    op.create_table('geography_footprint_now',
    sa.Column('footprint_id', sa.Text(), nullable=False),
    sa.Column('version_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('footprint_id', name=op.f('pk_geography_footprint_now')),
    sa.UniqueConstraint('version_id', name=op.f('uq_geography_footprint_now_version_id'))
    )
    op.create_table('geography_place_batch',
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('staged', sa.Integer(), nullable=False),
    sa.Column('begun_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('begun_by', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('staging','moved','discarded')", name=op.f('ck_geography_place_batch_state')),
    sa.CheckConstraint('staged >= 0 AND staged <= rows', name=op.f('ck_geography_place_batch_staged_fit')),
    sa.PrimaryKeyConstraint('command_id', name=op.f('pk_geography_place_batch'))
    )
    op.create_table('geography_update',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('cut_off', sa.Date(), nullable=False),
    sa.Column('provinces', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('filed_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('filed_by', sa.Text(), nullable=False),
    sa.Column('decided_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('applied_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('applied_by', sa.Text(), nullable=True),
    sa.CheckConstraint("state IN ('staged','applied','discarded','taken_back')", name=op.f('ck_geography_update_state_is_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_update'))
    )
    op.create_table('households_household',
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('family_type', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('members > 0', name=op.f('ck_households_household_somebody_lives_there')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_households_household')),
    sa.UniqueConstraint('command_id', name=op.f('uq_households_household_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_households_household_household_id'), 'households_household', ['household_id'], unique=False)
    op.create_index(op.f('ix_households_household_recorded_at'), 'households_household', ['recorded_at'], unique=False)
    op.create_index('uq_households_household_corrects', 'households_household', ['corrects'], unique=True)
    op.create_table('households_household_now',
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('family_type', sa.Text(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('household_id', name=op.f('pk_households_household_now')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_households_household_now_entry_id'))
    )
    op.create_index(op.f('ix_households_household_now_division_code'), 'households_household_now', ['division_code'], unique=False)
    op.create_table('households_identity',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_households_identity'))
    )
    op.create_index(op.f('ix_households_identity_household_id'), 'households_identity', ['household_id'], unique=False)
    op.create_table('households_person',
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('id_number', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('card', sa.Text(), nullable=False),
    sa.Column('entered_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('entered_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('household_id', 'version', name=op.f('pk_households_person'))
    )
    op.create_table('offices_authority',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_authority'))
    )
    op.create_table('offices_leave',
    sa.Column('person_id', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_leave')),
    sa.UniqueConstraint('command_id', name=op.f('uq_offices_leave_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_offices_leave_person_id'), 'offices_leave', ['person_id'], unique=False)
    op.create_index(op.f('ix_offices_leave_recorded_at'), 'offices_leave', ['recorded_at'], unique=False)
    op.create_index('uq_offices_leave_corrects', 'offices_leave', ['corrects'], unique=True)
    op.create_table('offices_person',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', 'version', name=op.f('pk_offices_person'))
    )
    op.create_index(op.f('ix_offices_person_phone'), 'offices_person', ['phone'], unique=False)
    op.create_table('offices_responsible',
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('post_en', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('rank > 0', name=op.f('ck_offices_responsible_rank_above_zero')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_responsible')),
    sa.UniqueConstraint('command_id', name=op.f('uq_offices_responsible_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_offices_responsible_division', 'offices_responsible', ['division_code', 'rank', 'valid_from'], unique=False)
    op.create_index(op.f('ix_offices_responsible_person_id'), 'offices_responsible', ['person_id'], unique=False)
    op.create_index(op.f('ix_offices_responsible_recorded_at'), 'offices_responsible', ['recorded_at'], unique=False)
    op.create_table('offices_sign_in_attempt',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_sign_in_attempt'))
    )
    op.create_index('ix_offices_sign_in_attempt_key_at', 'offices_sign_in_attempt', ['key', 'at'], unique=False)
    op.create_table('offices_task_entry',
    sa.Column('task_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('title_zh', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('owner_en', sa.Text(), nullable=False),
    sa.Column('due_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_task_entry')),
    sa.UniqueConstraint('command_id', name=op.f('uq_offices_task_entry_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_offices_task_entry_recorded_at'), 'offices_task_entry', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_offices_task_entry_task_id'), 'offices_task_entry', ['task_id'], unique=False)
    op.create_index('uq_offices_task_entry_follows', 'offices_task_entry', ['follows'], unique=True)
    op.create_table('offices_task_now',
    sa.Column('task_id', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('title_zh', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('owner_en', sa.Text(), nullable=False),
    sa.Column('due_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('assigned','accepted','done')", name=op.f('ck_offices_task_now_state')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_offices_task_now'))
    )
    op.create_index('ix_offices_task_now_incident', 'offices_task_now', ['incident_id', 'division_code', 'state'], unique=False)
    op.create_table('reconstruction_case_now',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('early_on', sa.Date(), nullable=True),
    sa.Column('counts_on', sa.Date(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_reconstruction_case_now')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_reconstruction_case_now_entry_id'))
    )
    op.create_index('ix_reconstruction_case_now_incident', 'reconstruction_case_now', ['incident_id', 'division_code'], unique=False)
    op.create_index('uq_reconstruction_case_now_open', 'reconstruction_case_now', ['incident_id', 'household_id'], unique=True, sqlite_where=sa.text("side IN ('','objection')"), postgresql_where=sa.text("side IN ('','objection')"))
    op.create_table('reconstruction_person',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('county_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconstruction_person')),
    sa.UniqueConstraint('county_code', 'name', name=op.f('uq_reconstruction_person_county_code_name'))
    )
    op.create_table('reconstruction_why_now',
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('house_id', name=op.f('pk_reconstruction_why_now')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_reconstruction_why_now_entry_id'))
    )
    op.create_index(op.f('ix_reconstruction_why_now_incident_id'), 'reconstruction_why_now', ['incident_id'], unique=False)
    op.create_table('response_level_now',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('response', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Text(), nullable=False),
    sa.Column('since', relief.db.types.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', 'response', name=op.f('pk_response_level_now'))
    )
    op.create_table('shelters_capacity',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('people >= 0', name=op.f('ck_shelters_capacity_never_below_zero')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shelters_capacity')),
    sa.UniqueConstraint('command_id', name=op.f('uq_shelters_capacity_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_shelters_capacity_recorded_at'), 'shelters_capacity', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_shelters_capacity_site'), 'shelters_capacity', ['site'], unique=False)
    op.create_table('shelters_occupancy_now',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('changed_at', relief.db.types.UtcTime(), nullable=False),
    sa.CheckConstraint('people >= 0', name=op.f('ck_shelters_occupancy_now_never_below_zero')),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', 'site', name=op.f('pk_shelters_occupancy_now'))
    )
    op.create_table('supplies_balance',
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.CheckConstraint('units >= 0', name=op.f('ck_supplies_balance_never_below_zero')),
    sa.PrimaryKeyConstraint('place', 'item', 'batch', 'on_date', name=op.f('pk_supplies_balance'))
    )
    op.create_index('ix_supplies_balance_kind', 'supplies_balance', ['kind', 'division_code'], unique=False)
    op.create_table('db_audit_sealed',
    sa.Column('audit_number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seal_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['audit_number'], ['db_audit.number'], name=op.f('fk_db_audit_sealed_audit_number_db_audit')),
    sa.ForeignKeyConstraint(['seal_number'], ['db_audit_seal.number'], name=op.f('fk_db_audit_sealed_seal_number_db_audit_seal')),
    sa.PrimaryKeyConstraint('audit_number', name=op.f('pk_db_audit_sealed')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_db_audit_sealed_seal_number'), 'db_audit_sealed', ['seal_number'], unique=False)
    op.create_table('geography_footprint_version',
    sa.Column('footprint_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('publisher', sa.Text(), nullable=False),
    sa.Column('as_of', relief.db.types.UtcTime(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("(number = 1) = (follows = '')", name=op.f('ck_geography_footprint_version_the_first_follows_nothing')),
    sa.CheckConstraint("way IN ('loaded','drawn','imported','made','restored')", name=op.f('ck_geography_footprint_version_way')),
    sa.CheckConstraint('corrects IS NULL OR corrects = follows', name=op.f('ck_geography_footprint_version_corrects_what_it_follows')),
    sa.CheckConstraint('number > 0', name=op.f('ck_geography_footprint_version_counted_from_one')),
    sa.ForeignKeyConstraint(['footprint_id'], ['geography_footprint.id'], name=op.f('fk_geography_footprint_version_footprint_id_geography_footprint')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_footprint_version')),
    sa.UniqueConstraint('command_id', name=op.f('uq_geography_footprint_version_command_id')),
    sa.UniqueConstraint('footprint_id', 'follows', name=op.f('uq_geography_footprint_version_footprint_id_follows')),
    sa.UniqueConstraint('footprint_id', 'number', name=op.f('uq_geography_footprint_version_footprint_id_number')),
    info={'ledger': True}
    )
    op.create_index('ix_geography_footprint_version_known', 'geography_footprint_version', ['footprint_id', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_geography_footprint_version_recorded_at'), 'geography_footprint_version', ['recorded_at'], unique=False)
    op.create_table('geography_former',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('former_code', sa.Text(), nullable=False),
    sa.Column('former_name', sa.Text(), nullable=False),
    sa.Column('pinyin', sa.Text(), nullable=False),
    sa.Column('initials', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('update_id', sa.Text(), nullable=True),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.CheckConstraint("former_code <> '' OR former_name <> ''", name=op.f('ck_geography_former_says_something')),
    sa.CheckConstraint('length(former_code) IN (0, 12)', name=op.f('ck_geography_former_code_is_12_digits')),
    sa.CheckConstraint('valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until', name=op.f('ck_geography_former_from_before_until')),
    sa.ForeignKeyConstraint(['division_code'], ['geography_division.code'], name=op.f('fk_geography_former_division_code_geography_division')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_former')),
    sa.UniqueConstraint('division_code', 'former_code', 'former_name', name=op.f('uq_geography_former_division_code_former_code_former_name'))
    )
    op.create_index(op.f('ix_geography_former_division_code'), 'geography_former', ['division_code'], unique=False)
    op.create_index(op.f('ix_geography_former_former_code'), 'geography_former', ['former_code'], unique=False)
    op.create_index(op.f('ix_geography_former_former_name'), 'geography_former', ['former_name'], unique=False)
    op.create_table('geography_place',
    sa.Column('fid', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('geometry', relief.db.geometry.Geometry(kind='POINT'), nullable=False),
    sa.Column('surveyed_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('entry_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['division_code'], ['geography_division.code'], name=op.f('fk_geography_place_division_code_geography_division')),
    sa.PrimaryKeyConstraint('fid', name=op.f('pk_geography_place')),
    sa.UniqueConstraint('id', name=op.f('uq_geography_place_id'))
    )
    op.create_index('ix_geography_place_kind_division', 'geography_place', ['kind', 'division_code', 'ended_on', 'quality'], unique=False)
    op.create_index('ix_geography_place_listed', 'geography_place', ['division_code', 'kind', 'id', 'ended_on'], unique=False)
    op.create_table('geography_place_entry',
    sa.Column('place_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('surveyed_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('geometry', relief.db.geometry.Geometry(kind='POINT'), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("quality IN ('surveyed','gazetteer','indicative')", name=op.f('ck_geography_place_entry_quality')),
    sa.ForeignKeyConstraint(['division_code'], ['geography_division.code'], name=op.f('fk_geography_place_entry_division_code_geography_division')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_place_entry')),
    sa.UniqueConstraint('command_id', name=op.f('uq_geography_place_entry_command_id')),
    sa.UniqueConstraint('corrects', name=op.f('uq_geography_place_entry_corrects')),
    info={'ledger': True}
    )
    op.create_index('ix_geography_place_entry_place', 'geography_place_entry', ['place_id', 'recorded_at', 'id'], unique=False)
    op.create_index(op.f('ix_geography_place_entry_recorded_at'), 'geography_place_entry', ['recorded_at'], unique=False)
    op.create_index('uq_geography_place_entry_first', 'geography_place_entry', ['place_id'], unique=True, sqlite_where=sa.text('corrects IS NULL'), postgresql_where=sa.text('corrects IS NULL'))
    op.create_table('geography_place_staged',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('warnings', sa.JSON(), nullable=False),
    sa.Column('noted', sa.Boolean(), nullable=False),
    sa.Column('place_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('surveyed_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.Column('geometry', relief.db.geometry.Geometry(kind='POINT'), nullable=True),
    sa.CheckConstraint("verdict IN ('good','wrong','same')", name=op.f('ck_geography_place_staged_verdict')),
    sa.ForeignKeyConstraint(['batch'], ['geography_place_batch.command_id'], name=op.f('fk_geography_place_staged_batch_geography_place_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_place_staged')),
    sa.UniqueConstraint('batch', 'row', name=op.f('uq_geography_place_staged_batch_row'))
    )
    op.create_table('geography_population',
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['division_code'], ['geography_division.code'], name=op.f('fk_geography_population_division_code_geography_division')),
    sa.PrimaryKeyConstraint('division_code', name=op.f('pk_geography_population'))
    )
    op.create_table('geography_population_entry',
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('resident','registered','')", name=op.f('ck_geography_population_entry_kind')),
    sa.CheckConstraint("quality IN ('published','estimate')", name=op.f('ck_geography_population_entry_quality')),
    sa.CheckConstraint('people >= 0', name=op.f('ck_geography_population_entry_people_are_not_negative')),
    sa.ForeignKeyConstraint(['division_code'], ['geography_division.code'], name=op.f('fk_geography_population_entry_division_code_geography_division')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_population_entry')),
    sa.UniqueConstraint('command_id', name=op.f('uq_geography_population_entry_command_id')),
    sa.UniqueConstraint('corrects', name=op.f('uq_geography_population_entry_corrects')),
    info={'ledger': True}
    )
    op.create_index('ix_geography_population_entry_division', 'geography_population_entry', ['division_code', 'recorded_at', 'id'], unique=False)
    op.create_index(op.f('ix_geography_population_entry_recorded_at'), 'geography_population_entry', ['recorded_at'], unique=False)
    op.create_index('uq_geography_population_entry_first', 'geography_population_entry', ['division_code'], unique=True, sqlite_where=sa.text('corrects IS NULL'), postgresql_where=sa.text('corrects IS NULL'))
    op.create_table('geography_update_line',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('update_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('old_code', sa.Text(), nullable=False),
    sa.Column('old_name', sa.Text(), nullable=False),
    sa.Column('new_code', sa.Text(), nullable=False),
    sa.Column('new_name', sa.Text(), nullable=False),
    sa.Column('pinyin', sa.Text(), nullable=False),
    sa.Column('initials', sa.Text(), nullable=False),
    sa.Column('successor', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('decided_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('undone_at', relief.db.types.UtcTime(), nullable=True),
    sa.Column('undone_by', sa.Text(), nullable=True),
    sa.CheckConstraint("kind <> 'merged' OR successor <> ''", name=op.f('ck_geography_update_line_a_merger_has_a_successor')),
    sa.CheckConstraint("kind IN ('new','closed','merged','renamed','recoded')", name=op.f('ck_geography_update_line_kind_is_known')),
    sa.CheckConstraint("verdict IN ('open','accepted','rejected')", name=op.f('ck_geography_update_line_verdict_is_known')),
    sa.ForeignKeyConstraint(['update_id'], ['geography_update.id'], name=op.f('fk_geography_update_line_update_id_geography_update')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_update_line')),
    sa.UniqueConstraint('update_id', 'kind', 'old_code', 'new_code', name=op.f('uq_geography_update_line_update_id_kind_old_code_new_code'))
    )
    op.create_index('ix_geography_update_line_list', 'geography_update_line', ['update_id', 'kind', 'code'], unique=False)
    op.create_table('incidents_incident',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('hazard', sa.Text(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('magnitude', sa.Text(), nullable=True),
    sa.Column('lon', sa.Text(), nullable=True),
    sa.Column('lat', sa.Text(), nullable=True),
    sa.Column('depth_km', sa.Text(), nullable=True),
    sa.Column('footprint_id', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('open','closed')", name=op.f('ck_incidents_incident_state')),
    sa.ForeignKeyConstraint(['footprint_id'], ['geography_footprint.id'], name=op.f('fk_incidents_incident_footprint_id_geography_footprint')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents_incident')),
    sa.UniqueConstraint('slug', name=op.f('uq_incidents_incident_slug'))
    )
    op.create_table('offices_account',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('username', sa.Text(), nullable=False),
    sa.Column('display_name', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('post_en', sa.Text(), nullable=False),
    sa.Column('authority_id', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('session_version', sa.Integer(), nullable=False),
    sa.Column('disabled', sa.Boolean(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['offices_authority.id'], name=op.f('fk_offices_account_authority_id_offices_authority')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_account')),
    sa.UniqueConstraint('username', name=op.f('uq_offices_account_username'))
    )
    op.create_table('aid_entitlement',
    sa.Column('root_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('total_fen', sa.BigInteger(), nullable=True),
    sa.Column('loan_fen', sa.BigInteger(), nullable=True),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('amount_source', sa.Text(), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('total_fen IS NULL OR total_fen > 0', name=op.f('ck_aid_entitlement_above_zero')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_aid_entitlement_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_entitlement')),
    sa.UniqueConstraint('command_id', name=op.f('uq_aid_entitlement_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_aid_entitlement_follows')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_aid_entitlement_recorded_at'), 'aid_entitlement', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_aid_entitlement_root_id'), 'aid_entitlement', ['root_id'], unique=False)
    op.create_index(op.f('ix_aid_entitlement_subject'), 'aid_entitlement', ['subject'], unique=False)
    op.create_table('alerts_alert',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('office_division', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('held_until', relief.db.types.UtcTime(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_alerts_alert_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_alert')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_alert_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_alerts_alert_incident', 'alerts_alert', ['incident_id', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_alerts_alert_recorded_at'), 'alerts_alert', ['recorded_at'], unique=False)
    op.create_table('alerts_call',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_alerts_call_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_call')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_call_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_alerts_call_incident', 'alerts_call', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_alerts_call_recorded_at'), 'alerts_call', ['recorded_at'], unique=False)
    op.create_index('uq_alerts_call_corrects', 'alerts_call', ['corrects'], unique=True)
    op.create_table('allocation_plan',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('season', sa.Text(), nullable=False),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('stock_digest', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_allocation_plan_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_plan')),
    sa.UniqueConstraint('command_id', name=op.f('uq_allocation_plan_command_id')),
    sa.UniqueConstraint('incident_id', 'number', name=op.f('uq_allocation_plan_incident_id_number')),
    info={'ledger': True}
    )
    op.create_index('ix_allocation_plan_incident', 'allocation_plan', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_allocation_plan_recorded_at'), 'allocation_plan', ['recorded_at'], unique=False)
    op.create_table('damage_house',
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('structure', sa.Text(), nullable=False),
    sa.Column('rooms', sa.Integer(), nullable=False),
    sa.Column('rooms_collapsed', sa.Integer(), nullable=False),
    sa.Column('rooms_severe', sa.Integer(), nullable=False),
    sa.Column('rooms_general', sa.Integer(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('sole_dwelling', sa.Boolean(), nullable=False),
    sa.Column('excluded', sa.Text(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('rooms > 0 AND rooms_collapsed >= 0 AND rooms_severe >= 0 AND rooms_general >= 0 AND rooms_collapsed + rooms_severe + rooms_general <= rooms', name=op.f('ck_damage_house_rooms_fit')),
    sa.ForeignKeyConstraint(['household_id'], ['households_household.id'], name=op.f('fk_damage_house_household_id_households_household')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_damage_house_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_house')),
    sa.UniqueConstraint('command_id', name=op.f('uq_damage_house_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_damage_house_house_id'), 'damage_house', ['house_id'], unique=False)
    op.create_index('ix_damage_house_incident', 'damage_house', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_damage_house_recorded_at'), 'damage_house', ['recorded_at'], unique=False)
    op.create_index('uq_damage_house_corrects', 'damage_house', ['corrects'], unique=True)
    op.create_table('damage_house_batch',
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('staged', sa.Integer(), nullable=False),
    sa.Column('begun_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('begun_by', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('staging','moved','discarded')", name=op.f('ck_damage_house_batch_state')),
    sa.CheckConstraint('staged >= 0 AND staged <= rows', name=op.f('ck_damage_house_batch_staged_fit')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_damage_house_batch_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('command_id', name=op.f('pk_damage_house_batch'))
    )
    op.create_table('damage_report',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('as_of', relief.db.types.UtcTime(), nullable=False),
    sa.Column('drafted_from', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photos', sa.Integer(), nullable=False),
    sa.Column('photos_reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('initial','follow_up','final','zero')", name=op.f('ck_damage_report_kind')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_damage_report_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_report')),
    sa.UniqueConstraint('command_id', name=op.f('uq_damage_report_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_damage_report_incident', 'damage_report', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_damage_report_recorded_at'), 'damage_report', ['recorded_at'], unique=False)
    op.create_index('uq_damage_report_corrects', 'damage_report', ['corrects'], unique=True)
    op.create_table('damage_stability',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('stable', sa.Boolean(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_damage_stability_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_stability')),
    sa.UniqueConstraint('command_id', name=op.f('uq_damage_stability_command_id')),
    sa.UniqueConstraint('incident_id', 'division_code', 'follows', name=op.f('uq_damage_stability_incident_id_division_code_follows')),
    info={'ledger': True}
    )
    op.create_index('ix_damage_stability_incident', 'damage_stability', ['incident_id', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_damage_stability_recorded_at'), 'damage_stability', ['recorded_at'], unique=False)
    op.create_table('delivery_order',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('origin_division', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('push', sa.Boolean(), nullable=False),
    sa.Column('plan_line', sa.Text(), nullable=False),
    sa.Column('office', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('valid_until', relief.db.types.UtcTime(), nullable=True),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_delivery_order_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_order')),
    sa.UniqueConstraint('command_id', name=op.f('uq_delivery_order_command_id')),
    sa.UniqueConstraint('incident_id', 'number', name=op.f('uq_delivery_order_incident_id_number')),
    info={'ledger': True}
    )
    op.create_index('ix_delivery_order_incident', 'delivery_order', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_delivery_order_recorded_at'), 'delivery_order', ['recorded_at'], unique=False)
    op.create_table('geography_footprint_count',
    sa.Column('version_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('townships', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['geography_footprint_version.id'], name=op.f('fk_geography_footprint_count_version_id_geography_footprint_version')),
    sa.PrimaryKeyConstraint('version_id', 'division_code', 'rank', name=op.f('pk_geography_footprint_count')),
    info={'ledger': True}
    )
    op.create_table('geography_footprint_listed',
    sa.Column('version_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('published_name', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['geography_footprint_version.id'], name=op.f('fk_geography_footprint_listed_version_id_geography_footprint_version')),
    sa.PrimaryKeyConstraint('version_id', 'division_code', name=op.f('pk_geography_footprint_listed')),
    info={'ledger': True}
    )
    op.create_table('geography_footprint_zone',
    sa.Column('fid', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('version_id', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('area_km2', relief.db.types.ExactNumber(), nullable=True),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('geometry', relief.db.geometry.Geometry(kind='MULTIPOLYGON'), nullable=False),
    sa.CheckConstraint("quality IN ('published','estimate')", name=op.f('ck_geography_footprint_zone_quality')),
    sa.ForeignKeyConstraint(['version_id'], ['geography_footprint_version.id'], name=op.f('fk_geography_footprint_zone_version_id_geography_footprint_version')),
    sa.PrimaryKeyConstraint('fid', name=op.f('pk_geography_footprint_zone')),
    sa.UniqueConstraint('version_id', 'rank', name=op.f('uq_geography_footprint_zone_version_id_rank')),
    info={'ledger': True}
    )
    op.create_table('incidents_division',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['division_code'], ['geography_division.code'], name=op.f('fk_incidents_division_division_code_geography_division')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_incidents_division_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('incident_id', 'division_code', name=op.f('pk_incidents_division'))
    )
    op.create_table('offices_access_token',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Text(), nullable=False),
    sa.Column('session_version', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('created_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('expires_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('revoked_at', relief.db.types.UtcTime(), nullable=True),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_offices_access_token_expires_after_it_was_made')),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_offices_access_token_digest_is_sha256')),
    sa.CheckConstraint('length(name) BETWEEN 1 AND 80', name=op.f('ck_offices_access_token_name_length')),
    sa.ForeignKeyConstraint(['account_id'], ['offices_account.id'], name=op.f('fk_offices_access_token_account_id_offices_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices_access_token')),
    sa.UniqueConstraint('command_id', name=op.f('uq_offices_access_token_command_id')),
    sa.UniqueConstraint('digest', name=op.f('uq_offices_access_token_digest'))
    )
    op.create_index(op.f('ix_offices_access_token_account_id'), 'offices_access_token', ['account_id'], unique=False)
    op.create_table('offices_account_role',
    sa.Column('account_id', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['offices_account.id'], name=op.f('fk_offices_account_role_account_id_offices_account')),
    sa.PrimaryKeyConstraint('account_id', 'role', name=op.f('pk_offices_account_role'))
    )
    op.create_table('offices_account_scope',
    sa.Column('account_id', sa.Text(), nullable=False),
    sa.Column('prefix', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['offices_account.id'], name=op.f('fk_offices_account_scope_account_id_offices_account')),
    sa.PrimaryKeyConstraint('account_id', 'prefix', name=op.f('pk_offices_account_scope'))
    )
    op.create_table('response_proposal',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('subject_code', sa.Text(), nullable=False),
    sa.Column('response', sa.Text(), nullable=False),
    sa.Column('plan_id', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decider', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("basis IN ('threshold','discretion','superior','linkage')", name=op.f('ck_response_proposal_basis')),
    sa.CheckConstraint('level BETWEEN 0 AND 4', name=op.f('ck_response_proposal_level')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_response_proposal_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_proposal')),
    sa.UniqueConstraint('command_id', name=op.f('uq_response_proposal_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_response_proposal_incident', 'response_proposal', ['incident_id', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_response_proposal_recorded_at'), 'response_proposal', ['recorded_at'], unique=False)
    op.create_table('shelters_placement',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('people_in', sa.Integer(), nullable=False),
    sa.Column('people_out', sa.Integer(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('people_in + people_out > 0', name=op.f('ck_shelters_placement_somebody_moved')),
    sa.CheckConstraint('people_in >= 0 AND people_out >= 0', name=op.f('ck_shelters_placement_never_below_zero')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_shelters_placement_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shelters_placement')),
    sa.UniqueConstraint('command_id', name=op.f('uq_shelters_placement_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_shelters_placement_incident', 'shelters_placement', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_shelters_placement_recorded_at'), 'shelters_placement', ['recorded_at'], unique=False)
    op.create_table('situation_brief',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('as_of', relief.db.types.UtcTime(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_situation_brief_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_situation_brief')),
    sa.UniqueConstraint('command_id', name=op.f('uq_situation_brief_command_id')),
    sa.UniqueConstraint('incident_id', 'division_code', 'number', name=op.f('uq_situation_brief_incident_id_division_code_number')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_situation_brief_recorded_at'), 'situation_brief', ['recorded_at'], unique=False)
    op.create_table('supplies_move',
    sa.Column('incident_id', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('from_place', sa.Text(), nullable=False),
    sa.Column('from_division', sa.Text(), nullable=False),
    sa.Column('to_place', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('order_id', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('units > 0', name=op.f('ck_supplies_move_units_above_zero')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_supplies_move_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplies_move')),
    sa.UniqueConstraint('command_id', name=op.f('uq_supplies_move_command_id')),
    info={'ledger': True}
    )
    op.create_index('ix_supplies_move_from', 'supplies_move', ['from_place', 'item'], unique=False)
    op.create_index('ix_supplies_move_incident', 'supplies_move', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index('ix_supplies_move_order', 'supplies_move', ['order_id'], unique=False)
    op.create_index(op.f('ix_supplies_move_recorded_at'), 'supplies_move', ['recorded_at'], unique=False)
    op.create_index('ix_supplies_move_to', 'supplies_move', ['to_place', 'item'], unique=False)
    op.create_table('aid_instalment',
    sa.Column('entitlement_id', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('milestone', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_aid_instalment_above_zero')),
    sa.ForeignKeyConstraint(['entitlement_id'], ['aid_entitlement.id'], name=op.f('fk_aid_instalment_entitlement_id_aid_entitlement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_instalment')),
    sa.UniqueConstraint('entitlement_id', 'milestone', name=op.f('uq_aid_instalment_entitlement_id_milestone')),
    info={'ledger': True}
    )
    op.create_table('alerts_alert_division',
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['alert_id'], ['alerts_alert.id'], name=op.f('fk_alerts_alert_division_alert_id_alerts_alert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_alert_division')),
    sa.UniqueConstraint('alert_id', 'division_code', name=op.f('uq_alerts_alert_division_alert_id_division_code')),
    info={'ledger': True}
    )
    op.create_index('ix_alerts_alert_division_code', 'alerts_alert_division', ['division_code'], unique=False)
    op.create_table('alerts_alert_end',
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("what IN ('released','stopped')", name=op.f('ck_alerts_alert_end_what')),
    sa.ForeignKeyConstraint(['alert_id'], ['alerts_alert.id'], name=op.f('fk_alerts_alert_end_alert_id_alerts_alert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_alert_end')),
    sa.UniqueConstraint('alert_id', name=op.f('uq_alerts_alert_end_alert_id')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_alert_end_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_alerts_alert_end_recorded_at'), 'alerts_alert_end', ['recorded_at'], unique=False)
    op.create_table('alerts_answer',
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('on_behalf', sa.Boolean(), nullable=False),
    sa.Column('first_of', sa.Text(), nullable=True),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['alert_id'], ['alerts_alert.id'], name=op.f('fk_alerts_answer_alert_id_alerts_alert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_answer')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_answer_command_id')),
    sa.UniqueConstraint('first_of', name=op.f('uq_alerts_answer_first_of')),
    info={'ledger': True}
    )
    op.create_index('ix_alerts_answer_alert', 'alerts_answer', ['alert_id', 'division_code'], unique=False)
    op.create_index('ix_alerts_answer_incident', 'alerts_answer', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_alerts_answer_recorded_at'), 'alerts_answer', ['recorded_at'], unique=False)
    op.create_table('alerts_call_figure',
    sa.Column('call_id', sa.Text(), nullable=False),
    sa.Column('indicator', sa.Text(), nullable=False),
    sa.Column('value', relief.db.types.ExactNumber(), nullable=True),
    sa.Column('id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['alerts_call.id'], name=op.f('fk_alerts_call_figure_call_id_alerts_call')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_call_figure')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_alerts_call_figure_call_id'), 'alerts_call_figure', ['call_id'], unique=False)
    op.create_table('alerts_call_person',
    sa.Column('call_id', sa.Text(), nullable=False),
    sa.Column('caller', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['alerts_call.id'], name=op.f('fk_alerts_call_person_call_id_alerts_call')),
    sa.PrimaryKeyConstraint('call_id', name=op.f('pk_alerts_call_person'))
    )
    op.create_table('alerts_call_village',
    sa.Column('call_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['alerts_call.id'], name=op.f('fk_alerts_call_village_call_id_alerts_call')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_call_village')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_alerts_call_village_call_id'), 'alerts_call_village', ['call_id'], unique=False)
    op.create_table('alerts_message',
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("channel IN ('sms','voice','phone','visit')", name=op.f('ck_alerts_message_channel')),
    sa.ForeignKeyConstraint(['alert_id'], ['alerts_alert.id'], name=op.f('fk_alerts_message_alert_id_alerts_alert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_message')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_message_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_alerts_message_alert_id'), 'alerts_message', ['alert_id'], unique=False)
    op.create_index(op.f('ix_alerts_message_recorded_at'), 'alerts_message', ['recorded_at'], unique=False)
    op.create_table('alerts_rung',
    sa.Column('alert_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('waits_until', relief.db.types.UtcTime(), nullable=True),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("outcome IN ('reached','exhausted','no_responsible')", name=op.f('ck_alerts_rung_outcome')),
    sa.ForeignKeyConstraint(['alert_id'], ['alerts_alert.id'], name=op.f('fk_alerts_rung_alert_id_alerts_alert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_rung')),
    sa.UniqueConstraint('alert_id', 'division_code', 'rung', name=op.f('uq_alerts_rung_alert_id_division_code_rung')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_rung_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_alerts_rung_recorded_at'), 'alerts_rung', ['recorded_at'], unique=False)
    op.create_table('allocation_approval',
    sa.Column('plan_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['allocation_plan.id'], name=op.f('fk_allocation_approval_plan_id_allocation_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_approval')),
    sa.UniqueConstraint('command_id', name=op.f('uq_allocation_approval_command_id')),
    sa.UniqueConstraint('plan_id', name=op.f('uq_allocation_approval_plan_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_allocation_approval_recorded_at'), 'allocation_approval', ['recorded_at'], unique=False)
    op.create_table('allocation_line',
    sa.Column('plan_id', sa.Text(), nullable=False),
    sa.Column('depot', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.CheckConstraint('units > 0', name=op.f('ck_allocation_line_units_above_zero')),
    sa.ForeignKeyConstraint(['plan_id'], ['allocation_plan.id'], name=op.f('fk_allocation_line_plan_id_allocation_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_line')),
    sa.UniqueConstraint('plan_id', 'depot', 'division_code', 'item', name=op.f('uq_allocation_line_plan_id_depot_division_code_item')),
    info={'ledger': True}
    )
    op.create_table('allocation_line_change',
    sa.Column('plan_id', sa.Text(), nullable=False),
    sa.Column('depot', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('units >= 0', name=op.f('ck_allocation_line_change_never_below_zero')),
    sa.ForeignKeyConstraint(['plan_id'], ['allocation_plan.id'], name=op.f('fk_allocation_line_change_plan_id_allocation_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_line_change')),
    sa.UniqueConstraint('command_id', name=op.f('uq_allocation_line_change_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_allocation_line_change_follows')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_allocation_line_change_plan_id'), 'allocation_line_change', ['plan_id'], unique=False)
    op.create_index(op.f('ix_allocation_line_change_recorded_at'), 'allocation_line_change', ['recorded_at'], unique=False)
    op.create_table('damage_house_grading',
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('appraisal', sa.Text(), nullable=True),
    sa.Column('rooms_collapsed', sa.Integer(), nullable=False),
    sa.Column('rooms_severe', sa.Integer(), nullable=False),
    sa.Column('rooms_general', sa.Integer(), nullable=False),
    sa.Column('sole_dwelling', sa.Boolean(), nullable=False),
    sa.Column('excluded', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("appraisal IS NULL OR appraisal IN ('A','B','C','D')", name=op.f('ck_damage_house_grading_appraisal')),
    sa.CheckConstraint("grade IN ('collapsed','severe','general')", name=op.f('ck_damage_house_grading_grade')),
    sa.ForeignKeyConstraint(['house_id'], ['damage_house.id'], name=op.f('fk_damage_house_grading_house_id_damage_house')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_house_grading')),
    sa.UniqueConstraint('command_id', name=op.f('uq_damage_house_grading_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_damage_house_grading_follows')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_damage_house_grading_house_id'), 'damage_house_grading', ['house_id'], unique=False)
    op.create_index('ix_damage_house_grading_incident', 'damage_house_grading', ['incident_id', 'division_code', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_damage_house_grading_recorded_at'), 'damage_house_grading', ['recorded_at'], unique=False)
    op.create_table('damage_house_staged',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('new_household', sa.Boolean(), nullable=False),
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('grading_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('family_type', sa.Text(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('id_number', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('card', sa.Text(), nullable=False),
    sa.Column('structure', sa.Text(), nullable=False),
    sa.Column('rooms', sa.Integer(), nullable=False),
    sa.Column('rooms_collapsed', sa.Integer(), nullable=False),
    sa.Column('rooms_severe', sa.Integer(), nullable=False),
    sa.Column('rooms_general', sa.Integer(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('sole_dwelling', sa.Boolean(), nullable=False),
    sa.Column('excluded', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('appraisal', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("verdict IN ('good','wrong','same')", name=op.f('ck_damage_house_staged_verdict')),
    sa.ForeignKeyConstraint(['batch'], ['damage_house_batch.command_id'], name=op.f('fk_damage_house_staged_batch_damage_house_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_house_staged')),
    sa.UniqueConstraint('batch', 'row', name=op.f('uq_damage_house_staged_batch_row'))
    )
    op.create_table('damage_release',
    sa.Column('report_id', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('leader', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['damage_report.id'], name=op.f('fk_damage_release_report_id_damage_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_release')),
    sa.UniqueConstraint('command_id', name=op.f('uq_damage_release_command_id')),
    sa.UniqueConstraint('incident_id', 'division_code', 'number', name=op.f('uq_damage_release_incident_id_division_code_number')),
    sa.UniqueConstraint('report_id', name=op.f('uq_damage_release_report_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_damage_release_recorded_at'), 'damage_release', ['recorded_at'], unique=False)
    op.create_table('damage_report_figure',
    sa.Column('report_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('indicator', sa.Text(), nullable=False),
    sa.Column('value', relief.db.types.ExactNumber(), nullable=True),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['damage_report.id'], name=op.f('fk_damage_report_figure_report_id_damage_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_report_figure')),
    sa.UniqueConstraint('report_id', 'division_code', 'indicator', name=op.f('uq_damage_report_figure_report_id_division_code_indicator')),
    info={'ledger': True}
    )
    op.create_table('damage_report_photo',
    sa.Column('report_id', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('file_sha256', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['damage_report.id'], name=op.f('fk_damage_report_photo_report_id_damage_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage_report_photo')),
    sa.UniqueConstraint('report_id', 'file_sha256', name=op.f('uq_damage_report_photo_report_id_file_sha256')),
    info={'ledger': True}
    )
    op.create_table('delivery_order_line',
    sa.Column('order_id', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.CheckConstraint('units > 0', name=op.f('ck_delivery_order_line_units_above_zero')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_delivery_order_line_order_id_delivery_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_order_line')),
    sa.UniqueConstraint('order_id', 'item', name=op.f('uq_delivery_order_line_order_id_item')),
    info={'ledger': True}
    )
    op.create_table('delivery_step',
    sa.Column('order_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_delivery_step_order_id_delivery_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_step')),
    sa.UniqueConstraint('command_id', name=op.f('uq_delivery_step_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_delivery_step_follows')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_delivery_step_order_id'), 'delivery_step', ['order_id'], unique=False)
    op.create_index(op.f('ix_delivery_step_recorded_at'), 'delivery_step', ['recorded_at'], unique=False)
    op.create_table('reconstruction_case',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('household_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('county_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('temporary_site', sa.Text(), nullable=False),
    sa.Column('temporary_division', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint('people >= 0', name=op.f('ck_reconstruction_case_never_below_zero')),
    sa.ForeignKeyConstraint(['house_id'], ['damage_house.id'], name=op.f('fk_reconstruction_case_house_id_damage_house')),
    sa.ForeignKeyConstraint(['household_id'], ['households_household.id'], name=op.f('fk_reconstruction_case_household_id_households_household')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_reconstruction_case_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconstruction_case')),
    sa.UniqueConstraint('command_id', name=op.f('uq_reconstruction_case_command_id')),
    sa.UniqueConstraint('incident_id', 'county_code', 'number', name=op.f('uq_reconstruction_case_incident_id_county_code_number')),
    sa.UniqueConstraint('incident_id', 'house_id', name=op.f('uq_reconstruction_case_incident_id_house_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_reconstruction_case_recorded_at'), 'reconstruction_case', ['recorded_at'], unique=False)
    op.create_table('reconstruction_why',
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('house_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['house_id'], ['damage_house.id'], name=op.f('fk_reconstruction_why_house_id_damage_house')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_reconstruction_why_incident_id_incidents_incident')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconstruction_why')),
    sa.UniqueConstraint('command_id', name=op.f('uq_reconstruction_why_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_reconstruction_why_follows')),
    info={'ledger': True}
    )
    op.create_index('ix_reconstruction_why_incident', 'reconstruction_why', ['incident_id', 'house_id'], unique=False)
    op.create_index(op.f('ix_reconstruction_why_recorded_at'), 'reconstruction_why', ['recorded_at'], unique=False)
    op.create_table('response_decision',
    sa.Column('proposal_id', sa.Text(), nullable=True),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('subject_code', sa.Text(), nullable=False),
    sa.Column('response', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('received', sa.Boolean(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('occurred_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('occurred_precision', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("form IN ('written','telephone')", name=op.f('ck_response_decision_form')),
    sa.CheckConstraint("occurred_precision IN ('minute','day','unknown')", name=op.f('ck_response_decision_precision')),
    sa.CheckConstraint('level BETWEEN 0 AND 4', name=op.f('ck_response_decision_level')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents_incident.id'], name=op.f('fk_response_decision_incident_id_incidents_incident')),
    sa.ForeignKeyConstraint(['proposal_id'], ['response_proposal.id'], name=op.f('fk_response_decision_proposal_id_response_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_decision')),
    sa.UniqueConstraint('command_id', name=op.f('uq_response_decision_command_id')),
    sa.UniqueConstraint('incident_id', 'division_code', 'response', 'follows', name=op.f('uq_response_decision_incident_id_division_code_response_follows')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_response_decision_proposal_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_response_decision_recorded_at'), 'response_decision', ['recorded_at'], unique=False)
    op.create_table('aid_payment',
    sa.Column('instalment_id', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("state IN ('paid','returned')", name=op.f('ck_aid_payment_state')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_aid_payment_above_zero')),
    sa.ForeignKeyConstraint(['instalment_id'], ['aid_instalment.id'], name=op.f('fk_aid_payment_instalment_id_aid_instalment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_payment')),
    sa.UniqueConstraint('command_id', name=op.f('uq_aid_payment_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_aid_payment_follows')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_aid_payment_instalment_id'), 'aid_payment', ['instalment_id'], unique=False)
    op.create_index(op.f('ix_aid_payment_recorded_at'), 'aid_payment', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_aid_payment_subject'), 'aid_payment', ['subject'], unique=False)
    op.create_table('alerts_answer_words',
    sa.Column('answer_id', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['alerts_answer.id'], name=op.f('fk_alerts_answer_words_answer_id_alerts_answer')),
    sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_alerts_answer_words'))
    )
    op.create_table('alerts_message_event',
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['alerts_message.id'], name=op.f('fk_alerts_message_event_message_id_alerts_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_message_event')),
    sa.UniqueConstraint('command_id', name=op.f('uq_alerts_message_event_command_id')),
    sa.UniqueConstraint('message_id', 'number', name=op.f('uq_alerts_message_event_message_id_number')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_alerts_message_event_recorded_at'), 'alerts_message_event', ['recorded_at'], unique=False)
    op.create_table('reconstruction_entry',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('stage_on', sa.Date(), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('responsible_id', sa.Text(), nullable=False),
    sa.Column('early_on', sa.Date(), nullable=True),
    sa.Column('freed_on', sa.Date(), nullable=True),
    sa.Column('freed', sa.Integer(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('precision', sa.Text(), nullable=False),
    sa.Column('counts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('follows', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('opened','step','too_early','mode','responsible')", name=op.f('ck_reconstruction_entry_kind')),
    sa.CheckConstraint("precision IN ('day','unknown')", name=op.f('ck_reconstruction_entry_precision')),
    sa.ForeignKeyConstraint(['case_id'], ['reconstruction_case.id'], name=op.f('fk_reconstruction_entry_case_id_reconstruction_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconstruction_entry')),
    sa.UniqueConstraint('case_id', 'seq', name=op.f('uq_reconstruction_entry_case_id_seq')),
    sa.UniqueConstraint('command_id', name=op.f('uq_reconstruction_entry_command_id')),
    sa.UniqueConstraint('follows', name=op.f('uq_reconstruction_entry_follows')),
    info={'ledger': True}
    )
    op.create_index('ix_reconstruction_entry_incident', 'reconstruction_entry', ['incident_id', 'counts_on'], unique=False)
    op.create_index(op.f('ix_reconstruction_entry_recorded_at'), 'reconstruction_entry', ['recorded_at'], unique=False)
    op.create_table('reconstruction_visit',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('division_code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('inspector_id', sa.Text(), nullable=False),
    sa.Column('photo', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('foundation','structure','acceptance','revisit')", name=op.f('ck_reconstruction_visit_kind')),
    sa.CheckConstraint("result IN ('passed','rework')", name=op.f('ck_reconstruction_visit_result')),
    sa.ForeignKeyConstraint(['case_id'], ['reconstruction_case.id'], name=op.f('fk_reconstruction_visit_case_id_reconstruction_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconstruction_visit')),
    sa.UniqueConstraint('command_id', name=op.f('uq_reconstruction_visit_command_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_reconstruction_visit_case_id'), 'reconstruction_visit', ['case_id'], unique=False)
    op.create_index(op.f('ix_reconstruction_visit_recorded_at'), 'reconstruction_visit', ['recorded_at'], unique=False)
    op.create_table('response_signature',
    sa.Column('decision_id', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('file_sha256', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('recorded_at', relief.db.types.UtcTime(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('command_id', sa.Text(), nullable=False),
    sa.Column('corrects', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['response_decision.id'], name=op.f('fk_response_signature_decision_id_response_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_signature')),
    sa.UniqueConstraint('command_id', name=op.f('uq_response_signature_command_id')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_response_signature_decision_id')),
    info={'ledger': True}
    )
    op.create_index(op.f('ix_response_signature_recorded_at'), 'response_signature', ['recorded_at'], unique=False)
    # ### end Alembic commands ###
    dialect = op.get_bind().dialect.name
    for table, column in SPATIAL:
        for statement in index_statements(dialect, table, column):
            op.execute(statement)
    for statement in name_index_statements(dialect):
        op.execute(statement)
    for statement in create_triggers(dialect, LEDGERS):
        op.execute(statement)
    for statement in GIS[dialect]:
        op.get_bind().exec_driver_sql(statement)
