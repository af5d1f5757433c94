"""Static files under names that change with their content, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Modules import one another by such names too: else a browser could mix an old module with a new one."""

    support_js_module_import_aggregation = True
