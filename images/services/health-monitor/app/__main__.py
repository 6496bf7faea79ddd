from sutazai_service import serve

from .main import app

serve(app, 8000)
