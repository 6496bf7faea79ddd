"""JupyterLab in a container: its port, its token (JUPYTER_TOKEN_FILE) and its folders come from outside."""

c = get_config()  # noqa: F821
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0
c.ServerApp.root_dir = "/workspace"
# Prometheus asks without a token; the figures name no notebook.
c.ServerApp.authenticate_prometheus = False
c.FileContentsManager.delete_to_trash = False
c.NotebookNotary.db_file = ":memory:"
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"
